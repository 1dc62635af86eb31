#include "heap/reader/modules.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "heap/reader/probe.h"
#include "heap/reader/temporary_folder.h"

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kMaps[] =
    "55d0c0a00000-55d0c0a02000 r--p 00000000 fe:01 1234    /usr/bin/server\n"
    "55d0c0a02000-55d0c0a05000 r-xp 00002000 fe:01 1234    /usr/bin/server\n"
    "55d0c0a05000-55d0c0a06000 rw-p 00005000 fe:01 1234    /usr/bin/server\n"
    "55d0c1000000-55d0c1021000 rw-p 00000000 00:00 0       [heap]\n"
    "7f0000000000-7f0000001000 rwxp 00000000 00:00 0 \n"
    "7f1000000000-7f1000004000 r-xp 00028000 fe:01 77      /opt/my app/lib x.so (deleted)\n"
    "7ffd00000000-7ffd00002000 r-xp 00000000 00:00 0       [vdso]\n"
    "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]\n";

TEST(ParseModules, KeepsExecutableFilesAndTheVdso) {
  const std::vector<Module> modules = ParseModules(kMaps);
  ASSERT_THAT(modules, SizeIs(3));
  EXPECT_EQ(modules[0].path, "/usr/bin/server");
  EXPECT_EQ(modules[0].start, 0x55d0c0a02000u);
  EXPECT_EQ(modules[0].limit, 0x55d0c0a05000u);
  EXPECT_EQ(modules[0].file_offset, 0x2000u);
  EXPECT_EQ(modules[1].path, "/opt/my app/lib x.so (deleted)");
  EXPECT_EQ(modules[2].path, "[vdso]");
}

TEST(ParseModules, LeavesOutLinesThatMakeNoSense) {
  EXPECT_THAT(ParseModules(""), IsEmpty());
  EXPECT_THAT(ParseModules("\n\n"), IsEmpty());
  EXPECT_THAT(ParseModules("nonsense r-xp 0 0 0 /x\n"), IsEmpty());
  EXPECT_THAT(ParseModules("1000-zz r-xp 0 0 0 /x\n"), IsEmpty());
  EXPECT_THAT(ParseModules("2000-1000 r-xp 0 0 0 /x\n"), IsEmpty());
  EXPECT_THAT(ParseModules("1000-2000 r-xp"), IsEmpty());
}

TEST(ModuleAt, FindsTheMappingOfAnAddress) {
  const std::vector<Module> modules = ParseModules(kMaps);
  EXPECT_EQ(ModuleAt(modules, 0x55d0c0a02000), 0u);
  EXPECT_EQ(ModuleAt(modules, 0x55d0c0a04fff), 0u);
  EXPECT_EQ(ModuleAt(modules, 0x7f1000000010), 1u);
  EXPECT_EQ(ModuleAt(modules, 0x55d0c0a01fff), SIZE_MAX);
  EXPECT_EQ(ModuleAt(modules, 0x55d0c0a05000), SIZE_MAX);
  EXPECT_EQ(ModuleAt(modules, 0), SIZE_MAX);
  EXPECT_EQ(ModuleAt(modules, UINT64_MAX), SIZE_MAX);
  EXPECT_EQ(ModuleAt({}, 0x1000), SIZE_MAX);
  EXPECT_EQ(FileOffset(modules[1], 0x7f1000000010), 0x28010u);
}

TEST(ModuleTable, CallsAPlaceTheSameInProcessesThatMappedItElsewhere) {
  ModuleTable table;
  table.Add(7, ParseModules("1000-3000 r-xp 00002000 0 0 /server\n"));
  table.Add(8, ParseModules("5000-6000 r-xp 00000000 0 0 /other\n"
                            "8000-a000 r-xp 00002000 0 0 /server\n"));
  EXPECT_EQ(table.Locate(7, 0x1010), (CodePlace{0, 0x2010}));
  EXPECT_EQ(table.Locate(8, 0x8010), (CodePlace{0, 0x2010}));
  EXPECT_EQ(table.Locate(8, 0x5000), (CodePlace{1, 0}));
  EXPECT_THAT(table.Modules(),
              ElementsAre(Field(&Module::path, "/server"), Field(&Module::path, "/other")));
  EXPECT_EQ(table.Modules()[0].start, 0x1000u) << "as in the first process";
}

TEST(ModuleTable, SaysWhatIsInNoFile) {
  ModuleTable table;
  table.Add(7, ParseModules("1000-3000 r-xp 00002000 0 0 /server\n"));
  EXPECT_EQ(table.Locate(7, 0x4000), (CodePlace{SIZE_MAX, 0x4000}));
  EXPECT_EQ(table.Locate(9, 0x1010), (CodePlace{SIZE_MAX, 0x1010})) << "an unknown process";
}

TEST(ModuleTable, RemembersAProcessThatIsGone) {
  ModuleTable table;
  table.Add(7, ParseModules("1000-3000 r-xp 00000000 0 0 /server\n"));
  const pid_t nobody = -1;
  table.Add(nobody);
  EXPECT_EQ(table.Locate(7, 0x1010), (CodePlace{0, 0x10}));
}

TEST(ModuleTable, TakesInLibrariesThatCameLater) {
  ModuleTable table;
  table.Add(7, ParseModules("1000-3000 r-xp 00000000 0 0 /server\n"));
  table.Add(7, ParseModules("1000-3000 r-xp 00000000 0 0 /server\n"
                            "8000-9000 r-xp 00001000 0 0 /plugin.so\n"));
  EXPECT_EQ(table.Locate(7, 0x8000), (CodePlace{1, 0x1000}));
}

TEST(ReadModules, FindsAFunctionOfThisTestInItsOwnFile) {
  const std::vector<Module> modules = ReadModules(::getpid());
  const auto address = reinterpret_cast<uint64_t>(&ParseModules);
  const size_t index = ModuleAt(modules, address);
  ASSERT_LT(index, modules.size());
  const std::string own = std::filesystem::read_symlink("/proc/self/exe");
  EXPECT_EQ(modules[index].path, own);

  std::ifstream file(ReadablePath(::getpid(), modules[index]), std::ios::binary);
  file.seekg(static_cast<std::streamoff>(FileOffset(modules[index], address)));
  std::string in_file(16, '\0');
  file.read(in_file.data(), 16);
  EXPECT_EQ(in_file, std::string(reinterpret_cast<const char*>(address), 16));
}

TEST(ReadModules, TellsAFileThatWasDeleted) {
  TemporaryFolder folder;
  const std::string path = folder.Path() + "/sleeper";
  std::filesystem::copy_file(SLEEPER_FOLDER "/sleeper", path);
  const Probe sleeper(path);
  EXPECT_EQ(ReadModules(sleeper.Pid()).at(0).path, path);
  std::filesystem::remove(path);
  folder.Write("sleeper", "another file");
  const Module module = ReadModules(sleeper.Pid()).at(0);
  EXPECT_EQ(module.path, path + " (deleted)");
  const std::string readable = ReadablePath(sleeper.Pid(), module);
  EXPECT_NE(readable, path) << "which is another file";
  if (!readable.empty()) {
    EXPECT_EQ(std::filesystem::file_size(readable),
              std::filesystem::file_size(SLEEPER_FOLDER "/sleeper"));
  }
}

TEST(ReadModules, IsEmptyForNoProcess) { EXPECT_THAT(ReadModules(-1), IsEmpty()); }

TEST(ReadablePath, IsEmptyForTheVdso) {
  Module vdso;
  vdso.path = "[vdso]";
  EXPECT_THAT(ReadablePath(::getpid(), vdso), IsEmpty());
}

}  // namespace
}  // namespace seep
