// Shared objects, with their debug information in several places.

#include <fcntl.h>
#include <gmock/gmock.h>

#include "heap/reader/probe.h"
#include "heap/reader/symbolizer.h"

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Found {
  std::vector<Frame> exported;
  std::vector<Frame> hidden;
  int exported_line = 0;
  int hidden_line = 0;
};

Found FindIn(const std::string& library) {
  const Probe probe(Probe::Path("probe"), {Probe::Path(library)});
  ModuleTable table;
  table.Add(probe.Pid());
  const std::vector<pid_t> processes = {probe.Pid()};
  Symbolizer symbolizer(table, processes);
  const auto frames = [&](const char* name) {
    return symbolizer.At(table.Locate(probe.Pid(), probe[name].return_address - 1));
  };
  return {frames("exported"), frames("hidden"), probe["exported"].lines.at(0),
          probe["hidden"].lines.at(0)};
}

auto IsCall(const std::string& function, int line) {
  return AllOf(Field(&Frame::function, function), Field(&Frame::file, EndsWith("/library.cc")),
               Field(&Frame::line, line), Field(&Frame::own, true));
}

TEST(SymbolizerOfLibrary, ReadsItsDebugInformation) {
  const Found found = FindIn("probe_library.so");
  EXPECT_THAT(found.exported, ElementsAre(IsCall("library::Exported(void (*)(char const*, int))",
                                                 found.exported_line)));
  EXPECT_THAT(found.hidden, ElementsAre(IsCall("library::Hidden(void (*)(char const*, int))",
                                               found.hidden_line)));
}

TEST(SymbolizerOfLibrary, FollowsTheDebugLinkToASeparateFile) {
  const Found found = FindIn("probe_library_debuglink.so");
  EXPECT_THAT(found.hidden, ElementsAre(IsCall("library::Hidden(void (*)(char const*, int))",
                                               found.hidden_line)));
}

TEST(SymbolizerOfLibrary, HasOnlyExportedNamesOfAStrippedOne) {
  const Found found = FindIn("probe_library_stripped.so");
  ASSERT_THAT(found.exported, SizeIs(1));
  EXPECT_EQ(found.exported[0].function, "library::Exported(void (*)(char const*, int))");
  EXPECT_EQ(found.exported[0].line, 0);
  // Not the exported name that comes before it.
  ASSERT_THAT(found.hidden, SizeIs(1));
  EXPECT_EQ(found.hidden[0].function, "");
  EXPECT_NE(found.hidden[0].module_offset, 0u);
}

TEST(SymbolizerOfLibrary, FindsASeparateFileByBuildId) {
  const std::string path = Probe::Path("probe_library_build_id.so");
  const Probe probe(Probe::Path("probe"), {path});
  ModuleTable table;
  table.Add(probe.Pid());
  const CodePlace place = table.Locate(probe.Pid(), probe["hidden"].return_address - 1);
  const auto open = [&] { return UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)); };
  const auto without = DebugInfo::Open(open(), path);
  ASSERT_TRUE(without);
  EXPECT_THAT(without->At(place.offset), IsEmpty());
  const std::string folder = Probe::Path("debug");
  const auto with = DebugInfo::Open(open(), path, folder.c_str());
  ASSERT_TRUE(with);
  EXPECT_THAT(with->At(place.offset),
              ElementsAre(AllOf(
                  Field(&SourceFrame::function, "library::Hidden(void (*)(char const*, int))"),
                  Field(&SourceFrame::line, probe["hidden"].lines.at(0)))));
}

TEST(DebugInfo, RefusesWhatIsNoElfFile) {
  EXPECT_FALSE(DebugInfo::Open(UniqueFd(), "/nowhere"));
  EXPECT_FALSE(DebugInfo::Open(UniqueFd(::open(__FILE__, O_RDONLY | O_CLOEXEC)), __FILE__));
}

TEST(DebugInfo, KnowsNothingOutsideOfTheFile) {
  const std::string path = Probe::Path("probe");
  const auto info = DebugInfo::Open(UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), path);
  ASSERT_TRUE(info);
  EXPECT_THAT(info->At(uint64_t{1} << 40), IsEmpty());
  EXPECT_THAT(info->At(0), IsEmpty());
}

}  // namespace
}  // namespace seep
