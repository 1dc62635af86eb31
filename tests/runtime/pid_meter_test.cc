// A meter over readers that do as the test says. The processes are sleeping children of the test.
#include "runtime/pid_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr milliseconds kPatience{1};

std::function<Result<RuntimeHeap>()> g_read;  // what each process answers
std::optional<Error> g_refusal;               // of each that is opened
int g_opened = 0;

Error Because(ErrorKind kind, const std::string& message) {
  return {.kind = kind, .fault = Fault::kEnvironment, .message = message};
}

RuntimeHeap OneProcess() {
  RuntimeHeap heap;
  heap.names = {"go"};
  heap.used_bytes = 1000;
  heap.objects = 10;
  heap.processes = 1;
  heap.alone = true;
  return heap;
}

class Scripted final : public HeapReader {
 public:
  Result<RuntimeHeap> Read(milliseconds) override { return g_read(); }
  std::optional<int64_t> Goroutines() override { return 7; }
  Result<> BeginSites(milliseconds) override { return NoSites("it has none"); }
  Result<std::vector<LeakSite>> TakeSites(SiteMoment, milliseconds) override {
    return std::vector<LeakSite>();
  }
  void EndSites() override {}
};

Result<std::unique_ptr<HeapReader>> OpenScripted(pid_t pid, milliseconds) {
  if (pid == ::getpid()) return nullptr;  // none of the runtime's
  ++g_opened;
  if (g_refusal) return tl::unexpected(*g_refusal);
  return std::make_unique<Scripted>();
}

class Child {
 public:
  Child() : pid_(::fork()) {
    if (pid_ != 0) return;
    ::pause();
    ::_exit(0);
  }
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

class PidMeterTest : public ::testing::Test {
 protected:
  PidMeterTest() {
    g_read = OneProcess;
    g_refusal.reset();
    g_opened = 0;
  }
  std::optional<RuntimeHeap> Read(const std::vector<pid_t>& pids) { return meter_->Read(pids); }

  const std::unique_ptr<RuntimeMeter> meter_ = MakePidMeter(OpenScripted, kPatience);
  const Child one_;
  const Child two_;
};

TEST_F(PidMeterTest, SumsTheProcessesOfTheRuntimeAndOpensEachOnce) {
  for (int i = 0; i < 2; ++i) {
    const auto heap = Read({one_.pid(), two_.pid()});
    ASSERT_TRUE(heap);
    EXPECT_THAT(heap->names, ElementsAre("go"));
    EXPECT_EQ(heap->used_bytes, 2000);
    EXPECT_EQ(heap->objects, 20);
    EXPECT_TRUE(heap->Complete());
    EXPECT_TRUE(heap->alone);
  }
  EXPECT_EQ(g_opened, 2);
}

TEST_F(PidMeterTest, CountsGoroutinesOfAllProcesses) {
  EXPECT_EQ(meter_->Goroutines(std::vector{one_.pid(), two_.pid()}), 14);
  EXPECT_EQ(meter_->Goroutines(std::vector{::getpid()}), std::nullopt);
}

TEST_F(PidMeterTest, HasNothingToSayOfOtherPrograms) { EXPECT_FALSE(Read({::getpid()})); }

TEST_F(PidMeterTest, IsNotAloneBesideAnotherProgram) {
  const auto heap = Read({one_.pid(), ::getpid()});
  ASSERT_TRUE(heap);
  EXPECT_TRUE(heap->Complete());
  EXPECT_FALSE(heap->alone);
}

TEST_F(PidMeterTest, HasNoReadingWhileOneSleepsAndSaysSoWhenItDoesNotWake) {
  g_read = [] { return tl::unexpected(Because(ErrorKind::kTimeout, "it sleeps")); };
  EXPECT_FALSE(Read({one_.pid()}));
  EXPECT_FALSE(Read({one_.pid()}));
  const auto third = Read({one_.pid()});
  ASSERT_TRUE(third);
  EXPECT_FALSE(third->Complete());
  EXPECT_EQ(third->unseen, "it sleeps");
}

TEST_F(PidMeterTest, ForgetsThatOneSleptOnceItHasAnswered) {
  for (int i = 0; i < 3; ++i) {
    g_read = [] { return tl::unexpected(Because(ErrorKind::kTimeout, "it sleeps")); };
    EXPECT_FALSE(Read({one_.pid()}));
    EXPECT_FALSE(Read({one_.pid()}));
    g_read = OneProcess;
    EXPECT_TRUE(Read({one_.pid()})->Complete());
  }
}

TEST_F(PidMeterTest, SaysWhyOneCannotBeReadAndDoesNotAskAgain) {
  g_refusal = Because(ErrorKind::kUnsupported, "its version is not known");
  for (int i = 0; i < 2; ++i) {
    const auto heap = Read({one_.pid()});
    ASSERT_TRUE(heap);
    EXPECT_FALSE(heap->Complete());
    EXPECT_THAT(heap->unseen, HasSubstr("version"));
  }
  EXPECT_EQ(g_opened, 1);
}

TEST_F(PidMeterTest, TriesAgainToOpenOneThatWasNotReady) {
  g_refusal = Because(ErrorKind::kTimeout, "it does not listen yet");
  EXPECT_FALSE(Read({one_.pid()}));
  g_refusal.reset();
  const auto heap = Read({one_.pid()});
  ASSERT_TRUE(heap);
  EXPECT_TRUE(heap->Complete());
}

TEST_F(PidMeterTest, LeavesOutOneThatHasEnded) {
  g_read = [] { return tl::unexpected(Because(ErrorKind::kExited, "it has ended")); };
  EXPECT_FALSE(Read({one_.pid()}));
}

}  // namespace
}  // namespace seep
