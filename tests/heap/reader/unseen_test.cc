#include "heap/reader/unseen.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <memory>

#include "heap/reader/module_file.h"
#include "heap/reader/probe.h"
#include "heap/reader/proc_file.h"
#include "heap/reader/process_sleeps.h"
#include "heap/reader/region_file.h"

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr char kLibrary[] = "/opt/seep/libseep_heap.so";
constexpr char kSleeper[] = SLEEPER_FOLDER "/sleeper";

void WaitUntilAsleep(const Probe& probe) {
  while (!ProcessSleeps(probe.Pid())) {
  }
}

// A child of this test, which maps what the test maps until it becomes another program.
class ForkedChild {
 public:
  ForkedChild() {
    std::array<int, 2> ends{-1, -1};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const UniqueFd reader(ends[0]);
    go_.Reset(ends[1]);
    pid_ = ::fork();
    if (pid_ != 0) return;
    go_.Reset();
    char byte = 0;
    if (::read(reader.get(), &byte, 1) == 1) {
      ::dup2(reader.get(), STDIN_FILENO);
      ::execl(SLEEPER_FOLDER "/sleeper_static", "sleeper_static", nullptr);
    }
    ::_exit(0);
  }
  ~ForkedChild() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ForkedChild(const ForkedChild&) = delete;
  ForkedChild& operator=(const ForkedChild&) = delete;

  pid_t Pid() const { return pid_; }
  // Returns when it sleeps in the other program.
  void Exec() {
    EXPECT_EQ(::write(go_.get(), "!", 1), 1);
    while (!ExecutableOf(pid_).ends_with("/sleeper_static")) {
    }
    while (!ProcessSleeps(pid_)) {
    }
  }

 private:
  UniqueFd go_;
  pid_t pid_ = -1;
};

class UnseenTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto file = RegionFile::Create(std::vector<std::string>{::testing::TempDir()});
    ASSERT_TRUE(file) << file.error().message;
    file_ = std::move(*file);
    unseen_ = std::make_unique<UnseenProcesses>(kLibrary, file_->Path());
  }

  UnseenCount CountOne(const ProcessCounts& process) {
    return unseen_->Count(std::span(&process, 1));
  }
  std::string Why(const Probe& probe) {
    WaitUntilAsleep(probe);
    return CountOne({.pid = probe.Pid()}).first;
  }
  static std::string Subject(const char* program, const Probe& probe) {
    return std::string(program) + " (pid " + std::to_string(probe.Pid()) + ") ";
  }
  std::vector<std::string> Mapping() const { return {"map", file_->Path()}; }
  std::vector<std::string> Preloaded() const {
    return {"LD_PRELOAD=" + std::string(kLibrary), "SEEP_HEAP_REGION=" + file_->Path(), kSleeper};
  }

  std::unique_ptr<RegionFile> file_;
  std::unique_ptr<UnseenProcesses> unseen_;
};

TEST_F(UnseenTest, AProcessThatAllocatesIsSeen) {
  const Probe sleeper(kSleeper, Mapping());
  const UnseenCount unseen = CountOne({.pid = sleeper.Pid(), .slots = 1, .allocations = 1});
  EXPECT_EQ(unseen.processes, 0);
  EXPECT_THAT(unseen.first, IsEmpty());
}

TEST_F(UnseenTest, AProcessWithASlotThatDoesNothingIsSeen) {
  const Probe sleeper(kSleeper, Mapping());
  EXPECT_EQ(CountOne({.pid = sleeper.Pid(), .slots = 1}).processes, 0);
}

TEST_F(UnseenTest, AProcessThatWasForkedAndHasNotAllocatedIsSeen) {
  const ForkedChild child;
  EXPECT_EQ(CountOne({.pid = child.Pid()}).processes, 0);
  EXPECT_EQ(CountOne({.pid = child.Pid()}).processes, 0);
}

TEST_F(UnseenTest, AProcessThatCallsExecIsLookedAtAnew) {
  ForkedChild child;
  EXPECT_EQ(CountOne({.pid = child.Pid()}).processes, 0);
  child.Exec();
  EXPECT_THAT(CountOne({.pid = child.Pid()}).first, HasSubstr("is linked statically"));
}

TEST_F(UnseenTest, AStaticProgramIsNotSeen) {
  const Probe sleeper(SLEEPER_FOLDER "/sleeper_static");
  EXPECT_EQ(Why(sleeper), Subject("sleeper_static", sleeper) + "is linked statically");
}

TEST_F(UnseenTest, AClearedEnvironmentIsToldByThePreloadThatIsNotThere) {
  const Probe sleeper("/usr/bin/env", {"-i", kSleeper});
  EXPECT_EQ(Why(sleeper), Subject("sleeper", sleeper) +
                              "was started without Seep's LD_PRELOAD: its environment was cleared");
}

TEST_F(UnseenTest, ALibraryThatTheLoaderDidNotFindIsNamed) {
  const Probe sleeper("/usr/bin/env", Preloaded());
  EXPECT_EQ(Why(sleeper), Subject("sleeper", sleeper) + "has not loaded " + kLibrary);
}

// Any library that the sleeper loads stands for ours.
class LoadedUnseenTest : public UnseenTest {
 protected:
  void Use(const Probe& sleeper) {
    for (const char* name : {"libc.so.6", "libstdc++.so.6"}) {
      const std::string maps = ReadWholeFile("/proc/" + std::to_string(sleeper.Pid()) + "/maps");
      const size_t at = maps.find(name);
      if (at == std::string::npos) continue;
      const size_t begin = maps.rfind(' ', at) + 1;
      const std::string library = maps.substr(begin, maps.find('\n', at) - begin);
      unseen_ = std::make_unique<UnseenProcesses>(library, file_->Path());
      return;
    }
    FAIL() << "no library of the sleeper is known";
  }
};

TEST_F(LoadedUnseenTest, ALibraryWithoutItsVariableSaysSo) {
  const Probe sleeper("/usr/bin/env", {"-i", kSleeper});
  Use(sleeper);
  EXPECT_THAT(Why(sleeper), HasSubstr("was started without Seep's variables"));
}

TEST_F(LoadedUnseenTest, ALibraryThatCouldNotOpenTheSharedMemorySaysSo) {
  const Probe sleeper("/usr/bin/env", Preloaded());
  Use(sleeper);
  EXPECT_THAT(Why(sleeper), HasSubstr("could not open the memory shared with Seep"));
}

TEST_F(UnseenTest, AProgramWithItsOwnMallocIsNotSeenThoughItHasASlot) {
  const Probe sleeper(SLEEPER_FOLDER "/sleeper_own_malloc", Mapping());
  const UnseenCount unseen = CountOne({.pid = sleeper.Pid(), .slots = 1, .allocations = 3});
  EXPECT_EQ(unseen.processes, 1);
  EXPECT_EQ(unseen.first,
            Subject("sleeper_own_malloc", sleeper) + "has an allocator of its own (malloc)");
}

TEST_F(UnseenTest, AProcessThatMapsMemoryAndNeverAllocatesHasAnAllocatorOfItsOwn) {
  const Probe sleeper(kSleeper, Mapping());
  const UnseenCount unseen = CountOne({.pid = sleeper.Pid(), .slots = 1, .maps = true});
  EXPECT_EQ(unseen.processes, 1);
  EXPECT_THAT(unseen.first, HasSubstr("never calls malloc"));
}

TEST_F(UnseenTest, AWorkerThatOnlyMapsMemoryIsSeenWhenAnotherOfItsProgramAllocates) {
  const Probe master(kSleeper, Mapping());
  const Probe worker(kSleeper, Mapping());
  const std::vector<ProcessCounts> processes = {
      {.pid = worker.Pid(), .slots = 1, .maps = true},
      {.pid = master.Pid(), .slots = 1, .allocations = 9}};
  EXPECT_EQ(unseen_->Count(processes).processes, 0);
}

TEST_F(UnseenTest, AProcessThatRunsIsGivenOneRoundToLoadTheLibrary) {
  const Probe busy(kSleeper, {"busy"});
  const ProcessCounts process{.pid = busy.Pid()};
  EXPECT_EQ(CountOne(process).processes, 0) << "it may be in its loader";
  EXPECT_EQ(CountOne(process).processes, 1);
  EXPECT_EQ(CountOne(process).processes, 1);
}

TEST_F(UnseenTest, ASlotOfAProgramThatTheProcessIsNoLongerIsOutlived) {
  const Probe sleeper("/usr/bin/env", {"-i", kSleeper});
  WaitUntilAsleep(sleeper);
  const UnseenCount unseen = CountOne({.pid = sleeper.Pid(), .slots = 1, .allocations = 9});
  EXPECT_EQ(unseen.processes, 1);
  EXPECT_THAT(unseen.first, HasSubstr("LD_PRELOAD"));
  EXPECT_THAT(unseen.outlived, ElementsAre(sleeper.Pid()));
}

TEST_F(UnseenTest, SaysTheSameOfAProcessEachTime) {
  const Probe sleeper("/usr/bin/env", {"-i", kSleeper});
  const std::string before = Why(sleeper);
  EXPECT_THAT(before, HasSubstr("LD_PRELOAD"));
  EXPECT_EQ(Why(sleeper), before);
}

TEST_F(UnseenTest, ProcessesThatAreGoneAreNotMissed) {
  pid_t ended = 0;
  {
    const Probe sleeper(kSleeper);
    ended = sleeper.Pid();
  }
  EXPECT_EQ(CountOne({.pid = ended}).processes, 0);
}

TEST_F(UnseenTest, TellsOfTheFirstAndCountsAll) {
  const Probe first(SLEEPER_FOLDER "/sleeper_static");
  const Probe second("/usr/bin/env", {"-i", kSleeper});
  WaitUntilAsleep(first);
  WaitUntilAsleep(second);
  const std::vector<ProcessCounts> processes = {{.pid = ::getpid(), .slots = 1, .allocations = 1},
                                                {.pid = first.Pid()},
                                                {.pid = second.Pid()}};
  const UnseenCount unseen = unseen_->Count(processes);
  EXPECT_EQ(unseen.processes, 2);
  EXPECT_THAT(unseen.first, StartsWith("sleeper_static"));
}

}  // namespace
}  // namespace seep
