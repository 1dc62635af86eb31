// Seep's side of the hook's socket. The processes at the other end are forked by the test.

#include "runtime/hook_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <optional>

#include "base/fd.h"
#include "heap/reader/temporary_folder.h"

namespace seep {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr char kAnswer[] = R"({"runtime":"node","used":1000,"external":100,"ms":1})"
                           "\n";
constexpr milliseconds kPatience{5000};
constexpr milliseconds kShortPatience{20};

UniqueFd Connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto* where = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(socket.get(), where, sizeof address) != 0) socket.Reset();
  return socket;
}

// A process that connects and gives this answer to each request but the first `silent_for`.
class FakeNode {
 public:
  FakeNode(const std::string& path, const std::string& answer, int silent_for = 0) {
    int ready[2];
    EXPECT_EQ(::pipe(ready), 0);
    pid_ = ::fork();
    if (pid_ == 0) Live(path, answer, silent_for, ready[1]);
    ::close(ready[1]);
    char byte = 0;
    EXPECT_EQ(::read(ready[0], &byte, 1), 1);
    ::close(ready[0]);
  }
  ~FakeNode() { End(); }
  FakeNode(const FakeNode&) = delete;
  FakeNode& operator=(const FakeNode&) = delete;

  pid_t pid() const { return pid_; }
  void End() {
    if (ended_) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    ended_ = true;
  }

 private:
  [[noreturn]] static void Live(const std::string& path, const std::string& answer, int silent_for,
                                int ready) {
    const UniqueFd socket = Connect(path);
    if (!socket || ::write(ready, "r", 1) != 1) ::_exit(1);
    char request = 0;
    while (::read(socket.get(), &request, 1) == 1) {
      if (silent_for-- > 0) continue;
      if (::write(socket.get(), answer.data(), answer.size()) < 0) break;
    }
    ::_exit(0);
  }

  pid_t pid_ = 0;
  bool ended_ = false;
};

class HookMeterTest : public ::testing::Test {
 protected:
  void Make(milliseconds patience) {
    auto made = MakeHookMeter(path_, "/lib/hooks", patience);
    ASSERT_TRUE(made) << made.error().message;
    meter_ = std::move(*made);
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.Path() + "/socket";
  std::unique_ptr<RuntimeMeter> meter_;
};

TEST_F(HookMeterTest, SumsWhatTheProcessesSay) {
  Make(kPatience);
  const FakeNode one(path_, kAnswer);
  const FakeNode two(path_, kAnswer);
  const auto heap = meter_->Read(std::vector{one.pid(), two.pid()});
  ASSERT_TRUE(heap);
  EXPECT_EQ(heap->Bytes(), 2200);
  EXPECT_EQ(heap->processes, 2);
  EXPECT_TRUE(heap->Complete());
}

TEST_F(HookMeterTest, AsksAgainOverTheSameConnection) {
  Make(kPatience);
  const FakeNode node(path_, kAnswer);
  for (int i = 0; i < 3; ++i) {
    const auto heap = meter_->Read(std::vector{node.pid()});
    ASSERT_TRUE(heap);
    EXPECT_EQ(heap->used_bytes, 1000);
  }
}

TEST_F(HookMeterTest, HasNothingToSayOfOtherPrograms) {
  Make(kPatience);
  EXPECT_FALSE(meter_->Read(std::vector{::getpid()}));
}

TEST_F(HookMeterTest, DoesNotListenToProcessesThatAreNotTheTargets) {
  Make(kPatience);
  const FakeNode stranger(path_, kAnswer);
  EXPECT_FALSE(meter_->Read(std::vector{::getpid()}));
}

TEST_F(HookMeterTest, NeverAsksAProcessAgainThatDidNotAnswer) {
  Make(kShortPatience);
  const FakeNode late(path_, kAnswer, 1);
  const auto first = meter_->Read(std::vector{late.pid()});
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->Complete());
  EXPECT_THAT(first->unseen, HasSubstr("did not answer within 20 ms"));
  EXPECT_FALSE(meter_->Read(std::vector{late.pid()})->Complete());
}

TEST_F(HookMeterTest, GoesOnWhenAProcessEnds) {
  Make(kPatience);
  FakeNode ending(path_, kAnswer);
  const FakeNode staying(path_, kAnswer);
  EXPECT_EQ(meter_->Read(std::vector{ending.pid(), staying.pid()})->processes, 2);
  ending.End();
  EXPECT_EQ(meter_->Read(std::vector{staying.pid()})->processes, 1);
}

TEST_F(HookMeterTest, TakesNonsenseForNoAnswer) {
  Make(kPatience);
  const FakeNode node(path_, "a shell prompt\n");
  const auto heap = meter_->Read(std::vector{node.pid()});
  ASSERT_TRUE(heap);
  EXPECT_FALSE(heap->Complete());
}

TEST_F(HookMeterTest, TellsTheTargetWhereToConnect) {
  Make(kPatience);
  EXPECT_THAT(meter_->Environment(), Contains(Pair("SEEP_RUNTIME_SOCKET", path_)));
  EXPECT_THAT(meter_->Environment(),
              Contains(Pair("NODE_OPTIONS", HasSubstr("/lib/hooks/node.cjs"))));
}

TEST_F(HookMeterTest, LeavesNoFile) {
  Make(kPatience);
  EXPECT_TRUE(std::filesystem::exists(path_));
  meter_.reset();
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(HookMeterTest, SaysThatItCannotListen) {
  const auto made = MakeHookMeter(folder_.Path() + "/no/such/folder", "/hook", kPatience);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::kIo);
  const auto long_path = MakeHookMeter(std::string(200, 'x'), "/hook", kPatience);
  EXPECT_FALSE(long_path);
}

}  // namespace
}  // namespace seep
