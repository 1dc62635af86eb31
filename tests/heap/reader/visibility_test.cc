#include "heap/reader/visibility.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "heap/reader/elf_image.h"
#include "heap/reader/temporary_folder.h"

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class VisibilityTest : public ::testing::Test {
 protected:
  Visibility Of(const ElfImage& image) const {
    return VisibilityOf(folder_.Write("program", image.Bytes()), "");
  }

  TemporaryFolder folder_;
};

std::string Sleeper(const char* name) { return std::string(SLEEPER_FOLDER) + "/" + name; }

TEST_F(VisibilityTest, ADynamicProgramCounts) {
  EXPECT_EQ(VisibilityOf(Sleeper("sleeper"), "").preload, Preload::kCounts);
  EXPECT_THAT(VisibilityOf(Sleeper("sleeper"), "").why, IsEmpty());
  EXPECT_EQ(Of({}).preload, Preload::kCounts);
  EXPECT_EQ(Of({.undefined = {"malloc", "__asan_init"}}).preload, Preload::kCounts);
}

TEST_F(VisibilityTest, AStaticProgramIgnoresThePreload) {
  const Visibility visibility = VisibilityOf(Sleeper("sleeper_static"), "");
  EXPECT_EQ(visibility.preload, Preload::kIgnored);
  EXPECT_EQ(visibility.why, "is linked statically");
}

TEST_F(VisibilityTest, TheLoaderRunAsAProgramIsNotTakenForStatic) {
  EXPECT_EQ(Of({.interpreter = "", .soname = "ld-linux-x86-64.so.2"}).preload, Preload::kCounts);
  EXPECT_EQ(Of({.interpreter = "", .soname = "libx.so"}).preload, Preload::kIgnored);
}

TEST_F(VisibilityTest, AProgramOfMuslMustNotBePreloaded) {
  const Visibility visibility = Of({.interpreter = "/lib/ld-musl-x86_64.so.1"});
  EXPECT_EQ(visibility.preload, Preload::kHarmful);
  EXPECT_THAT(visibility.why, HasSubstr("musl"));
}

TEST_F(VisibilityTest, AProgramOfAnotherMachineIgnoresThePreload) {
  const uint16_t other = EM_ALPHA;
  const Visibility visibility = Of({.machine = other, .interpreter = "/lib/ld-linux.so.2"});
  EXPECT_EQ(visibility.preload, Preload::kIgnored);
  EXPECT_THAT(visibility.why, HasSubstr("a different machine"));
}

TEST_F(VisibilityTest, ASanitizedProgramMustNotBePreloaded) {
  for (const char* library : {"libasan.so.8", "libtsan.so.2", "libmsan.so.0", "liblsan.so.0",
                              "libhwasan.so.0", "libclang_rt.asan-x86_64.so"}) {
    const Visibility visibility = Of({.needed = {"libc.so.6", library}});
    EXPECT_EQ(visibility.preload, Preload::kHarmful) << library;
    EXPECT_THAT(visibility.why, HasSubstr(library));
  }
  EXPECT_EQ(Of({.defined = {"__tsan_init"}}).preload, Preload::kHarmful);
  EXPECT_EQ(Of({.local = {"__msan_init"}}).preload, Preload::kHarmful);
}

TEST_F(VisibilityTest, TheUndefinedBehaviourSanitizerDoesNoHarm) {
  EXPECT_EQ(Of({.needed = {"libubsan.so.1", "libclang_rt.ubsan_standalone-x86_64.so"}}).preload,
            Preload::kCounts);
}

// Its own heap is asked for otherwise; what its C code has is malloc's.
TEST_F(VisibilityTest, AGoProgramThatLoadsLibrariesIsCounted) {
  EXPECT_EQ(Of({.sections = {".go.buildinfo"}}).preload, Preload::kCounts);
  const Visibility static_one = Of({.interpreter = "", .sections = {".note.go.buildid"}});
  EXPECT_EQ(static_one.preload, Preload::kIgnored);
  EXPECT_THAT(static_one.why, HasSubstr("Go program"));
}

TEST_F(VisibilityTest, AProgramThatDefinesMallocHasAHeapOfItsOwn) {
  const Visibility visibility = VisibilityOf(Sleeper("sleeper_own_malloc"), "");
  EXPECT_EQ(visibility.preload, Preload::kOwnHeap);
  EXPECT_EQ(visibility.why, "has an allocator of its own (malloc)");
  EXPECT_EQ(Of({.defined = {"malloc"}}).preload, Preload::kOwnHeap);
  EXPECT_EQ(Of({.local = {"_rjem_malloc"}}).preload, Preload::kOwnHeap);
}

TEST_F(VisibilityTest, AMallocThatIsNotExportedIsNobodysBusiness) {
  EXPECT_EQ(Of({.local = {"malloc"}}).preload, Preload::kCounts);
}

TEST_F(VisibilityTest, AScriptIsAsVisibleAsItsInterpreter) {
  const std::string first =
      folder_.Write("first", "#!" + Sleeper("sleeper_static") + " -x\necho hello\n");
  EXPECT_EQ(VisibilityOf(first, "").preload, Preload::kIgnored);
  EXPECT_EQ(VisibilityOf(first, "").program, Sleeper("sleeper_static"));
  const std::string second = folder_.Write("second", "#!" + first + "\n");
  EXPECT_EQ(VisibilityOf(second, "").program, Sleeper("sleeper_static"));
  const std::string third = folder_.Write("third", "#!/usr/bin/env sleeper_own_malloc\n");
  EXPECT_EQ(VisibilityOf(third, SLEEPER_FOLDER).preload, Preload::kOwnHeap);
}

TEST_F(VisibilityTest, AScriptThatRunsItselfComesToAnEnd) {
  const std::string path = folder_.Path() + "/circle";
  folder_.Write("circle", "#!" + path + "\n");
  EXPECT_EQ(VisibilityOf(path, "").preload, Preload::kCounts);
}

TEST_F(VisibilityTest, WhatIsNoProgramIsTakenToBeCountable) {
  EXPECT_EQ(VisibilityOf(folder_.Write("text", "echo hello\n"), "").preload, Preload::kCounts);
  EXPECT_EQ(VisibilityOf(folder_.Write("empty", ""), "").preload, Preload::kCounts);
  EXPECT_EQ(VisibilityOf(folder_.Path(), "").preload, Preload::kCounts);
  EXPECT_EQ(VisibilityOf(folder_.Path() + "/missing", "").preload, Preload::kCounts);
}

// Every prefix of a file, and every file with one byte turned over, gets some answer.
TEST_F(VisibilityTest, SurvivesDamagedFiles) {
  const std::string whole =
      ElfImage{.needed = {"libc.so.6"}, .defined = {"malloc"}, .sections = {".text"}}.Bytes();
  size_t countable = 0;
  for (size_t size = 0; size < whole.size(); size += 7) {
    const std::string path = folder_.Write("damaged", std::string_view(whole).substr(0, size));
    if (VisibilityOf(path, "").preload == Preload::kCounts) ++countable;
  }
  EXPECT_GT(countable, 0u);
  size_t own_heap = 0;
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(~damaged[at]);
    const Visibility visibility = VisibilityOf(folder_.Write("damaged", damaged), "");
    if (visibility.preload == Preload::kOwnHeap) ++own_heap;
  }
  EXPECT_GT(own_heap, 0u);
  EXPECT_LT(own_heap, whole.size());
}

TEST_F(VisibilityTest, ASetUserIdProgramOfAnotherUserIgnoresThePreload) {
  const std::string path = folder_.Write("program", ElfImage{}.Bytes());
  ASSERT_EQ(::chmod(path.c_str(), 04755), 0);
  EXPECT_EQ(VisibilityOf(path, "").preload, Preload::kCounts) << "we are that user";
  if (::chown(path.c_str(), 12345, static_cast<gid_t>(-1)) != 0) GTEST_SKIP() << "not root";
  ASSERT_EQ(::chmod(path.c_str(), 04755), 0);
  EXPECT_EQ(VisibilityOf(path, "").preload, Preload::kIgnored);
  EXPECT_THAT(VisibilityOf(path, "").why, HasSubstr("set-user-ID"));
}

TEST_F(VisibilityTest, ASetGroupIdProgramOfAnotherGroupIgnoresThePreload) {
  const std::string path = folder_.Write("program", ElfImage{}.Bytes());
  if (::chown(path.c_str(), static_cast<uid_t>(-1), 12345) != 0) GTEST_SKIP() << "not root";
  ASSERT_EQ(::chmod(path.c_str(), 02755), 0);
  EXPECT_THAT(VisibilityOf(path, "").why, HasSubstr("set-group-ID"));
  ASSERT_EQ(::chmod(path.c_str(), 02745), 0) << "mandatory locking, long ago";
  EXPECT_EQ(VisibilityOf(path, "").preload, Preload::kCounts);
}

}  // namespace
}  // namespace seep
