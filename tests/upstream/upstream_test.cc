// Each upstream does what its row says, as a raw client sees it.
#include "upstream/upstream.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>

#include "base/fd.h"

namespace seep {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: u\r\n\r\n";

sockaddr_in Loopback(uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

uint16_t FreePortOf() {
  const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(fd.get(), any, size) != 0 || ::getsockname(fd.get(), any, &size) != 0) return 0;
  return ntohs(address.sin_port);
}

// In a process of its own, ended with the object.
class Served {
 public:
  explicit Served(std::string_view name, milliseconds silence = milliseconds(10'000))
      : port_(FreePortOf()), pid_(::fork()) {
    if (pid_ != 0) return;
    static_cast<void>(ServeUpstream(name, port_, silence));
    ::_exit(1);
  }
  ~Served() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  // -1 when it refuses for a second.
  UniqueFd Connect() const {
    for (int i = 0; i < 200; ++i) {
      UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      const sockaddr_in address = Loopback(port_);
      if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return fd;
      ::poll(nullptr, 0, 5);
    }
    return {};
  }

 private:
  uint16_t port_;
  pid_t pid_;
};

enum class End { kFin, kReset, kSilence };

struct Said {
  std::string bytes;
  End end = End::kSilence;
};

Said Ask(std::string_view name, std::string_view request = kGet,
         milliseconds silence = milliseconds(10'000)) {
  const Served served(name, silence);
  const UniqueFd fd = served.Connect();
  EXPECT_TRUE(fd) << name;
  ::send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL);
  Said said;
  std::array<char, 65536> room;
  for (;;) {
    pollfd wait{fd.get(), POLLIN, 0};
    if (::poll(&wait, 1, 500) <= 0) return said;
    const ssize_t got = ::recv(fd.get(), room.data(), room.size(), 0);
    if (got <= 0) {
      said.end = got == 0 ? End::kFin : End::kReset;
      return said;
    }
    said.bytes.append(room.data(), static_cast<size_t>(got));
  }
}

std::string BodyOf(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

TEST(Upstream, OkAnswersAndKeepsTheConnection) {
  const Said said = Ask("ok", std::string(kGet) + std::string(kGet));
  EXPECT_EQ(said.end, End::kSilence);
  EXPECT_THAT(said.bytes, StartsWith("HTTP/1.1 200 OK\r\nContent-Length: 8000\r\n"));
  EXPECT_GT(said.bytes.size(), 16'000u) << "two answers";
}

TEST(Upstream, RefuseRefuses) {
  const Served served("refuse");
  EXPECT_FALSE(served.Connect());
}

TEST(Upstream, HangSaysNothing) {
  const Said said = Ask("hang");
  EXPECT_EQ(said.bytes, "");
  EXPECT_EQ(said.end, End::kSilence);
}

// A proxy that waits for it would otherwise be let off after that time, and hide what it holds.
TEST(Upstream, HangOutlastsTheSilenceAfterWhichOthersGiveUp) {
  const milliseconds silence(50);
  EXPECT_EQ(Ask("ok", "", silence).end, End::kFin);
  EXPECT_EQ(Ask("hang", kGet, silence).end, End::kSilence);
}

TEST(Upstream, ResetAndCloseEndWithoutAnAnswer) {
  EXPECT_EQ(Ask("reset").end, End::kReset);
  const Said closed = Ask("close");
  EXPECT_EQ(closed.bytes, "");
  EXPECT_EQ(closed.end, End::kFin);
}

TEST(Upstream, BodiesEndTooEarly) {
  const Said reset = Ask("reset-in-body");
  EXPECT_THAT(reset.bytes, HasSubstr("Content-Length: 8000\r\n"));
  EXPECT_EQ(BodyOf(reset.bytes).size(), 4'000u);
  EXPECT_EQ(reset.end, End::kReset);
  const Said cut = Ask("short-body");
  EXPECT_EQ(BodyOf(cut.bytes).size(), 4'000u);
  EXPECT_EQ(cut.end, End::kFin);
}

TEST(Upstream, StormHasManyInterimAnswersBeforeTheFinalOne) {
  const std::string bytes = Ask("1xx-storm").bytes;
  size_t interim = 0;
  for (size_t at = bytes.find(" 103 "); at != std::string::npos; at = bytes.find(" 103 ", at + 1))
    ++interim;
  EXPECT_EQ(interim, 100u);
  EXPECT_THAT(bytes, HasSubstr("HTTP/1.1 200 OK"));
}

TEST(Upstream, EarlyAnswersBeforeTheBody) {
  const Said said = Ask("early-answer", "POST / HTTP/1.1\r\nHost: u\r\nContent-Length: 9\r\n\r\n");
  EXPECT_EQ(BodyOf(said.bytes).size(), 8'000u);
  EXPECT_EQ(said.end, End::kFin);
}

TEST(Upstream, UntilCloseHasNoLength) {
  const Said said = Ask("until-close");
  EXPECT_EQ(said.bytes.find("Content-Length"), std::string::npos);
  EXPECT_EQ(BodyOf(said.bytes).size(), 8'000u);
  EXPECT_EQ(said.end, End::kFin);
}

TEST(Upstream, AnswersThatNobodyAskedFor) {
  EXPECT_THAT(Ask("wrong-101").bytes, StartsWith("HTTP/1.1 101 "));
  EXPECT_THAT(Ask("no-http").bytes, StartsWith("220 "));
}

TEST(Upstream, SaysWhenItCannotListen) {
  const UniqueFd taken(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const uint16_t port = FreePortOf();
  const sockaddr_in address = Loopback(port);
  ASSERT_EQ(::bind(taken.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(taken.get(), 1), 0);
  EXPECT_EQ(ServeUpstream("ok", port).kind, ErrorKind::kInUse);
}

}  // namespace
}  // namespace seep
