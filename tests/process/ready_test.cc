#include "process/ready.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/fd.h"
#include "wait_for.h"

namespace seep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr milliseconds kLong(600'000);  // longer than the test may take: nothing waits for its end
constexpr milliseconds kShort(100);

// A server in Perl, which belongs to every Debian system: listens on `port` of `host`, says so, and
// does `answer` with each connection $c.
std::vector<std::string> Server(const std::string& port, const std::string& answer,
                                const std::string& host = "127.0.0.1") {
  return {"perl", "-MIO::Socket::IP", "-e",
          "$| = 1; $s = IO::Socket::IP->new(LocalHost => '" + host + "', LocalPort => " + port +
              ", Listen => 16, ReuseAddr => 1) or die; print 'port ' . $s->sockport . \"\\n\"; "
              "while ($c = $s->accept) { sysread $c, $b, 4096; " +
              answer + "; close $c }"};
}

constexpr const char* kHttp = "print $c \"HTTP/1.0 200 OK\\r\\n\\r\\nhello\"";

struct Attempt {
  std::unique_ptr<Target> target;
  Endpoint endpoint;

  explicit Attempt(std::vector<std::string> command) {
    endpoint.port = FreePort().value_or(0);
    auto launched = Target::Launch({std::move(command), {}, endpoint.port});
    EXPECT_TRUE(launched) << launched.error().message;
    target = std::move(*launched);
  }
  Result<> Wait(milliseconds timeout, bool http = true, std::stop_token stop = {}) {
    return WaitReady(*target, endpoint, "/path", http, timeout, stop);
  }
  void WaitOutput(const std::string& text) const {
    EXPECT_TRUE(WaitFor([&] { return target->OutputTail().find(text) != std::string::npos; }));
  }
};

TEST(WaitReady, SucceedsWhenTheServerAnswers) {
  Attempt attempt(Server("{port}", kHttp));
  const auto ready = attempt.Wait(kLong);
  EXPECT_TRUE(ready) << ready.error().message;
}

TEST(WaitReady, AsksForThePathOfTheHost) {
  Attempt attempt(Server("$ENV{PORT}", std::string("print $b; ") + kHttp));
  ASSERT_TRUE(attempt.Wait(kLong));
  attempt.WaitOutput(
      "GET /path HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(attempt.endpoint.port) + "\r\n");
}

TEST(WaitReady, AsksAServerThatListensOnIpv6Only) {
  Attempt attempt(Server("$ENV{PORT}", std::string("print $b; ") + kHttp, "::1"));
  attempt.endpoint.host = "::1";
  const auto ready = attempt.Wait(kLong);
  ASSERT_TRUE(ready) << ready.error().message;
  attempt.WaitOutput("Host: [::1]:" + std::to_string(attempt.endpoint.port) + "\r\n");
}

TEST(WaitReady, WaitsForAServerThatIsSlowToStart) {
  std::vector<std::string> command = {"sh", "-c", "sleep 0.2; exec \"$@\"", "sh"};
  for (const std::string& word : Server("{port}", kHttp)) command.push_back(word);
  Attempt attempt(command);
  EXPECT_TRUE(attempt.Wait(kLong));
}

TEST(WaitReady, FailsAtOnceWhenTheTargetExits) {
  Attempt attempt({"sh", "-c", "echo loading; echo no licence >&2; exit 3"});
  const auto ready = attempt.Wait(kLong);
  ASSERT_FALSE(ready);
  EXPECT_EQ(ready.error().kind, ErrorKind::kExited);
  EXPECT_EQ(ready.error().fault, Fault::kTarget);
  EXPECT_THAT(ready.error().message,
              AllOf(HasSubstr("exited with status 3"), HasSubstr("\n  loading\n  no licence")));
}

TEST(WaitReady, ShowsTheLastLinesOfALongOutput) {
  Attempt attempt({"sh", "-c", "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo line $i.; done"});
  const auto ready = attempt.Wait(kLong);
  ASSERT_FALSE(ready);
  EXPECT_THAT(ready.error().message,
              AllOf(Not(HasSubstr("line 2.")), HasSubstr("\n  line 3.\n"), HasSubstr("line 12.")));
}

TEST(WaitReady, SaysThatTheTargetWentIntoTheBackground) {
  Attempt attempt({"sh", "-c", "sleep 1000 & exit 0"});
  const auto ready = attempt.Wait(kLong);
  ASSERT_FALSE(ready);
  EXPECT_EQ(ready.error().kind, ErrorKind::kExited);
  EXPECT_THAT(ready.error().message, AllOf(HasSubstr("background"), HasSubstr("foreground")));
}

TEST(WaitReady, SaysWhereTheTargetListensInstead) {
  Attempt attempt(Server("0", kHttp));
  attempt.WaitOutput("port ");
  const auto ready = attempt.Wait(kShort);
  ASSERT_FALSE(ready);
  EXPECT_EQ(ready.error().kind, ErrorKind::kTimeout);
  const std::string said = attempt.target->OutputTail();
  EXPECT_THAT(ready.error().message, HasSubstr("listens on " + said.substr(0, said.find('\n'))));
}

TEST(WaitReady, SaysThatTheTargetListensNowhere) {
  Attempt attempt({"sleep", "1000"});
  const auto ready = attempt.Wait(kShort);
  ASSERT_FALSE(ready);
  EXPECT_EQ(ready.error().kind, ErrorKind::kTimeout);
  EXPECT_THAT(ready.error().message,
              AllOf(HasSubstr("nothing listens on 127.0.0.1:"),
                    HasSubstr("no TCP port; --ready-timeout 1s waits for longer")));
}

TEST(WaitReady, SaysThatTheTargetListensAtAnotherAddress) {
  Attempt attempt(Server("{port}", kHttp));
  attempt.WaitOutput("port ");
  attempt.endpoint.host = "127.0.0.2";
  const auto ready = attempt.Wait(kShort);
  ASSERT_FALSE(ready);
  EXPECT_THAT(ready.error().message,
              HasSubstr("listens on this port, but at 127.0.0.1: add --host 127.0.0.1"));
}

TEST(WaitReady, NamesTheHostOfAServerThatListensOnIpv6Only) {
  Attempt attempt(Server("{port}", kHttp, "::1"));
  attempt.WaitOutput("port ");
  const auto ready = attempt.Wait(kShort);
  ASSERT_FALSE(ready);
  EXPECT_THAT(ready.error().message, HasSubstr("on this port, but at ::1: add --host ::1"));
  attempt.endpoint.port = FreePort().value_or(0);
  const auto elsewhere = attempt.Wait(kShort);
  ASSERT_FALSE(elsewhere);
  const std::string said = attempt.target->OutputTail();
  EXPECT_THAT(elsewhere.error().message,
              HasSubstr("add --" + said.substr(0, said.find('\n')) + " --host ::1"));
}

TEST(WaitReady, SaysThatTheTargetDoesNotAnswer) {
  Attempt attempt(Server("{port}", "sleep 1000"));
  attempt.WaitOutput("port ");
  const auto ready = attempt.Wait(kShort);
  ASSERT_FALSE(ready);
  EXPECT_EQ(ready.error().kind, ErrorKind::kTimeout);
  EXPECT_THAT(ready.error().message,
              HasSubstr("did not answer GET /path within 100 ms; --path names another path, "
                        "--ready-timeout 1s waits for longer"));
}

TEST(WaitReady, SaysThatTheTargetClosesConnections) {
  Attempt attempt(Server("{port}", "1"));
  attempt.WaitOutput("port ");
  const auto ready = attempt.Wait(milliseconds(1000));
  ASSERT_FALSE(ready);
  EXPECT_THAT(ready.error().message, AllOf(HasSubstr("closing connections without an answer"),
                                           HasSubstr("if it speaks TLS, add --tls")));
}

TEST(WaitReady, SaysThatTheTargetSpeaksTls) {
  Attempt attempt(Server("{port}", "print $c \"\\x15\\x03\\x01\\x00\\x02\\x02\\x46\""));
  const auto ready = attempt.Wait(kLong);
  ASSERT_FALSE(ready);
  EXPECT_THAT(ready.error().message, HasSubstr(" speaks TLS: add --tls"));
}

TEST(WaitReady, FailsAtOnceWhenTheAnswerIsNotHttp) {
  Attempt attempt(Server("{port}", "print $c \"SSH-2.0-OpenSSH\\r\\n\""));
  const auto ready = attempt.Wait(kLong);
  ASSERT_FALSE(ready);
  EXPECT_EQ(ready.error().kind, ErrorKind::kProtocol);
  EXPECT_THAT(ready.error().message, HasSubstr("\"SSH-2.0-OpenSSH..\""));
}

TEST(WaitReady, IsContentWithAConnectionWhereHttpIsNotAskedFor) {
  Attempt attempt(Server("{port}", "sleep 1000"));
  EXPECT_TRUE(attempt.Wait(kLong, /*http=*/false));
}

TEST(WaitReady, RefusesAnAnswerOfSomebodyElse) {
  const UniqueFd other(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(::bind(other.get(), generic, size), 0);
  ASSERT_EQ(::listen(other.get(), 8), 0);
  ASSERT_EQ(::getsockname(other.get(), generic, &size), 0);
  Attempt attempt({"sleep", "1000"});
  attempt.endpoint.port = ntohs(address.sin_port);
  const auto ready = attempt.Wait(kLong, /*http=*/false);
  ASSERT_FALSE(ready);
  EXPECT_EQ(ready.error().kind, ErrorKind::kInUse);
  EXPECT_THAT(ready.error().message, HasSubstr("another process"));
}

TEST(WaitReady, StopsWhenInterrupted) {
  Attempt attempt({"sleep", "1000"});
  std::stop_source stop;
  stop.request_stop();
  const auto ready = attempt.Wait(kLong, true, stop.get_token());
  ASSERT_FALSE(ready);
  EXPECT_EQ(ready.error().kind, ErrorKind::kInterrupted);
}

}  // namespace
}  // namespace seep
