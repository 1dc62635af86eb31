#include "heap/reader/symbolizer.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "heap/reader/probe.h"

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<Frame> FramesAt(const Probe& probe, const std::string& name) {
  ModuleTable table;
  table.Add(probe.Pid());
  const std::vector<pid_t> processes = {probe.Pid()};
  Symbolizer symbolizer(table, processes);
  return symbolizer.At(table.Locate(probe.Pid(), probe[name].return_address - 1));
}

// The whole of a file's name beside the folder, which depends on where the tests are built.
auto At(const std::string& function, const std::string& file, int line) {
  return AllOf(Field(&Frame::function, function), Field(&Frame::file, EndsWith("/" + file)),
               Field(&Frame::line, line));
}

class SymbolizerOfProgram : public ::testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(BuiltAs, SymbolizerOfProgram,
                         ::testing::Values("probe", "probe_no_pie", "probe_dwarf4", "probe_split",
                                           "probe_no_aranges"),
                         [](const auto& built) { return std::string(built.param); });

TEST_P(SymbolizerOfProgram, GivesInlinedFunctionsInnermostFirstEachWithItsLine) {
  const Probe probe(Probe::Path(GetParam()));
  const auto& lines = probe["inlined"].lines;
  ASSERT_THAT(lines, SizeIs(3));
  const auto frames = FramesAt(probe, "inlined");
  EXPECT_THAT(frames, ElementsAre(At("probe::Cache::Allocate(int, int)", "program.cc", lines[0]),
                                  At("probe::Cache::Insert(int)", "program.cc", lines[1]),
                                  At("probe::Cache::Add(std::string const&, int*)", "program.cc",
                                     lines[2])));
  ASSERT_THAT(frames, SizeIs(3));
  EXPECT_TRUE(frames[0].inlined);
  EXPECT_TRUE(frames[1].inlined);
  EXPECT_FALSE(frames[2].inlined);
  EXPECT_TRUE(frames[0].own && frames[1].own && frames[2].own);
}

TEST_P(SymbolizerOfProgram, KnowsFunctionsWithoutLinkage) {
  const Probe probe(Probe::Path(GetParam()));
  EXPECT_THAT(FramesAt(probe, "local"), ElementsAre(At("probe::(anonymous namespace)::Local(int)",
                                                       "program.cc", probe["local"].lines[0])));
}

TEST_P(SymbolizerOfProgram, KnowsTheCallThatAFunctionEndsWith) {
  const Probe probe(Probe::Path(GetParam()));
  EXPECT_THAT(FramesAt(probe, "last_call"),
              ElementsAre(At("probe::(anonymous namespace)::LastCall()", "program.cc",
                             probe["last_call"].lines[0])));
}

TEST(Symbolizer, LeavesNamesOfCAsTheyAre) {
  const Probe probe(Probe::Path("probe"));
  const auto frames = FramesAt(probe, "plain_c");
  EXPECT_THAT(frames, ElementsAre(At("probe_plain_c", "program.cc", probe["plain_c"].lines[0])));
  EXPECT_EQ(frames.back().linkage_name, "");
}

TEST(Symbolizer, KeepsTheLinkersNameForTools) {
  const Probe probe(Probe::Path("probe"));
  EXPECT_THAT(FramesAt(probe, "local").back().linkage_name, testing::StartsWith("_ZN"));
}

TEST(Symbolizer, DoesNotCallTheStandardLibrarysTemplatesTheProgramsOwn) {
  const Probe probe(Probe::Path("probe"));
  const auto frames = FramesAt(probe, "lambda");
  ASSERT_GE(frames.size(), 2u);
  EXPECT_TRUE(frames.front().own) << frames.front().function;
  EXPECT_EQ(frames.front().line, probe["lambda"].lines[0]);
  EXPECT_THAT(frames.back().function, HasSubstr("std::_Function_handler<"));
  EXPECT_FALSE(frames.back().own);
}

TEST(Symbolizer, GivesFileAndOffsetOfAStrippedProgram) {
  const Probe probe(Probe::Path("probe_stripped"));
  const auto frames = FramesAt(probe, "local");
  ASSERT_THAT(frames, SizeIs(1));
  EXPECT_EQ(frames[0].function, "");
  EXPECT_EQ(frames[0].module, 0u);
  EXPECT_NE(frames[0].module_offset, 0u);
  EXPECT_TRUE(frames[0].own);
}

TEST(Symbolizer, ReadsAProgramThatIsDeletedWhileItRuns) {
  const auto copy =
      std::filesystem::temp_directory_path() / ("seep_probe_" + std::to_string(::getpid()));
  std::filesystem::copy_file(Probe::Path("probe"), copy,
                             std::filesystem::copy_options::overwrite_existing);
  const Probe probe(copy.string());
  std::filesystem::remove(copy);
  const auto frames = FramesAt(probe, "local");
  EXPECT_THAT(frames, ElementsAre(At("probe::(anonymous namespace)::Local(int)", "program.cc",
                                     probe["local"].lines[0])));
  EXPECT_TRUE(frames.back().own);
}

TEST(Symbolizer, ReadsTheFileOfAProcessThatIsGone) {
  ModuleTable table;
  CodePlace place;
  {
    const Probe probe(Probe::Path("probe"));
    table.Add(probe.Pid());
    place = table.Locate(probe.Pid(), probe["local"].return_address - 1);
  }
  Symbolizer symbolizer(table, {});
  EXPECT_EQ(symbolizer.At(place).back().function, "probe::(anonymous namespace)::Local(int)");
}

TEST(Symbolizer, GivesWhatItKnowsOfAModuleThatIsNotThere) {
  ModuleTable table;
  const Module gone{"/nowhere/libgone.so", "", 0x7000'0000, 0x7001'0000, 0x2000};
  table.Add(1, std::vector<Module>{gone});
  Symbolizer symbolizer(table, {});
  const auto frames = symbolizer.At(table.Locate(1, 0x7000'0123));
  ASSERT_THAT(frames, SizeIs(1));
  EXPECT_EQ(frames[0].function, "");
  EXPECT_EQ(frames[0].module, 0u);
  EXPECT_EQ(frames[0].module_offset, 0x2123u);
  EXPECT_EQ(frames[0].address, 0x7000'0123u);
  EXPECT_THAT(symbolizer.Modules(), ElementsAre(Field(&Module::build_id, IsEmpty())));
}

TEST(Symbolizer, GivesTheAddressOfCodeMadeAtRunTime) {
  const ModuleTable table;
  Symbolizer symbolizer(table, {});
  const auto frames = symbolizer.At({SIZE_MAX, 0x1234'5678});
  ASSERT_THAT(frames, SizeIs(1));
  EXPECT_EQ(frames[0].module, SIZE_MAX);
  EXPECT_EQ(frames[0].address, 0x1234'5678u);
  EXPECT_FALSE(frames[0].own);
}

TEST(Symbolizer, KnowsTheVdso) {
  ModuleTable table;
  table.Add(::getpid());
  const auto& modules = table.Modules();
  const auto vdso = std::find_if(modules.begin(), modules.end(),
                                 [](const Module& m) { return m.path == "[vdso]"; });
  if (vdso == modules.end()) GTEST_SKIP() << "this kernel gives no vdso";
  Symbolizer symbolizer(table, {});
  const auto index = static_cast<size_t>(vdso - modules.begin());
  size_t named = 0;
  for (uint64_t offset = 0; offset < vdso->limit - vdso->start; offset += 16) {
    const auto frames = symbolizer.At({index, offset});
    if (frames.back().function.find("clock_gettime") != std::string::npos) ++named;
    EXPECT_FALSE(frames.back().own);
  }
  EXPECT_GT(named, 0u);
}

TEST(Symbolizer, PutsAllFunctionsOfAPlaceIntoASitesStackAndSaysWhoIsToBlame) {
  const Probe probe(Probe::Path("probe"));
  ModuleTable table;
  table.Add(probe.Pid());
  LeakSite site;
  for (const char* name : {"lambda", "inlined"}) {
    Frame frame;
    frame.address = probe[name].return_address - 1;
    const CodePlace place = table.Locate(probe.Pid(), frame.address);
    frame.module = place.module;
    frame.module_offset = place.offset;
    site.stack.push_back(frame);
  }
  const std::vector<pid_t> processes = {probe.Pid()};
  Symbolizer symbolizer(table, processes);
  symbolizer.Symbolize(site);
  ASSERT_GE(site.stack.size(), 5u);
  EXPECT_EQ(site.top, 0u);
  EXPECT_EQ(site.first_own, 0u);
  EXPECT_EQ(site.last_own, site.stack.size() - 1);
  EXPECT_EQ(site.stack.back().address, probe["inlined"].return_address - 1);
  EXPECT_EQ(site.stack.back().function, "probe::Cache::Add(std::string const&, int*)");
}

TEST(Symbolizer, FillsInBuildIds) {
  const Probe probe(Probe::Path("probe"), {Probe::Path("probe_library_build_id.so")});
  ModuleTable table;
  table.Add(probe.Pid());
  const std::vector<pid_t> processes = {probe.Pid()};
  const auto modules = Symbolizer(table, processes).Modules();
  EXPECT_THAT(modules,
              testing::Contains(AllOf(Field(&Module::path, EndsWith("/probe_library_build_id.so")),
                                      Field(&Module::build_id, PROBE_BUILD_ID))));
  EXPECT_THAT(modules, testing::Contains(AllOf(Field(&Module::path, EndsWith("/probe")),
                                               Field(&Module::build_id, Not(IsEmpty())))));
}

}  // namespace
}  // namespace seep
