// Seep's side of the attach protocol.

#include "runtime/jvm/jvm_attach.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "heap/reader/temporary_folder.h"
#include "runtime/fake_jvm.h"

namespace seep {
namespace {

using ::testing::HasSubstr;
using std::string_literals::operator""s;

constexpr milliseconds kPatience{20'000};
constexpr milliseconds kShortPatience{50};

FakeJvm::Answer Says(const std::string& text) {
  return [text](int socket, const std::string&) { FakeJvm::Send(socket, text); };
}

void Echo(int socket, const std::string& request) { FakeJvm::Send(socket, "0\n" + request); }

class AskJvmTest : public ::testing::Test {
 protected:
  bool FolderIsEmpty() const { return std::filesystem::is_empty(folder_.Path()); }

  TemporaryFolder folder_;
};

TEST_F(AskJvmTest, MakesItListenAndAsksAgainWithoutASecondSignal) {
  const FakeJvm fake(folder_.Path(), Echo);
  for (int i = 0; i < 3; ++i) {
    const auto answer = AskJvm(fake.jvm(), "GC.class_histogram", kPatience);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(*answer, "1\0jcmd\0GC.class_histogram\0\0\0"s);
  }
  EXPECT_TRUE(fake.Lives());
  EXPECT_TRUE(FolderIsEmpty());
}

TEST_F(AskJvmTest, PutsTogetherWhatComesInPieces) {
  const std::string much(3'000'000, 'x');
  const FakeJvm fake(folder_.Path(), Says("0\n" + much));
  const auto answer = AskJvm(fake.jvm(), "GC.class_histogram", kPatience);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(*answer, much);
}

TEST_F(AskJvmTest, LeavesAnotherToolsAttachFileAlone) {
  const FakeJvm fake(folder_.Path(), Echo);
  const std::string file =
      folder_.Write(".attach_pid" + std::to_string(fake.jvm().pid), "another's");
  EXPECT_TRUE(AskJvm(fake.jvm(), "GC.run", kPatience));
  EXPECT_TRUE(std::filesystem::exists(file));
}

TEST_F(AskJvmTest, NeverSignalsAProcessThatWouldEndByIt) {
  const FakeJvm fake(folder_.Path(), Echo, false);
  const auto answer = AskJvm(fake.jvm(), "GC.run", kPatience);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kUnsupported);
  EXPECT_THAT(answer.error().message, HasSubstr("no handler for SIGQUIT"));
  EXPECT_TRUE(fake.Lives());
  EXPECT_TRUE(FolderIsEmpty());
}

TEST_F(AskJvmTest, DoesNotWaitForOneThatHangs) {
  const FakeJvm fake(folder_.Path(), [](int socket, const std::string& request) {
    if (request.find("GC.run") != std::string::npos) ::pause();
    Echo(socket, request);
  });
  ASSERT_TRUE(AskJvm(fake.jvm(), "VM.flags", kPatience));
  for (int i = 0; i < 2; ++i) {  // the second request is not even read
    const auto answer = AskJvm(fake.jvm(), "GC.run", kShortPatience);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::kTimeout);
    EXPECT_THAT(answer.error().message, HasSubstr("did not answer within 50 ms"));
  }
  EXPECT_TRUE(FolderIsEmpty());
}

TEST_F(AskJvmTest, DoesNotWaitForOneThatNeverListens) {
  const FakeJvm fake(folder_.Path(), Echo);
  ::kill(fake.jvm().pid, SIGSTOP);
  const auto answer = AskJvm(fake.jvm(), "GC.run", kShortPatience);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kTimeout);
  EXPECT_TRUE(FolderIsEmpty());
}

TEST_F(AskJvmTest, SaysThatItEndedInTheMiddle) {
  const FakeJvm fake(folder_.Path(), [](int, const std::string&) { ::_exit(0); });
  const auto answer = AskJvm(fake.jvm(), "GC.run", kPatience);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kExited);
}

TEST_F(AskJvmTest, SaysThatItEndedBeforeItListened) {
  const FakeJvm fake("/proc", Echo);  // no attach file can be made there, but in its /tmp: it exits
  const auto answer = AskJvm(fake.jvm(), "GC.run", kPatience);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kExited);
  EXPECT_FALSE(std::filesystem::exists("/tmp/.attach_pid" + std::to_string(fake.jvm().pid)));
}

TEST_F(AskJvmTest, SaysWhatItRefused) {
  const FakeJvm fake(folder_.Path(), Says("-1\njava.lang.IllegalArgumentException: Unknown\n"));
  const auto answer = AskJvm(fake.jvm(), "Nonsense", kPatience);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kProtocol);
  EXPECT_THAT(answer.error().message, HasSubstr("java.lang.IllegalArgumentException: Unknown"));
  EXPECT_THAT(answer.error().message, Not(HasSubstr("\n")));
}

TEST_F(AskJvmTest, DoesNotReadForEver) {
  const FakeJvm fake(folder_.Path(), [](int socket, const std::string&) {
    const std::string flood(1 << 20, 'x');
    while (::send(socket, flood.data(), flood.size(), MSG_NOSIGNAL) > 0) continue;
  });
  const auto answer = AskJvm(fake.jvm(), "GC.run", kPatience);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kProtocol);
  EXPECT_TRUE(fake.Lives());
}

}  // namespace
}  // namespace seep
