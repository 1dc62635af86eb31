// The server as a whole: starting, stopping, limits.

#include "proxy/server.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "proxy/rig.h"

namespace sluice::testing {
namespace {

using seep::ErrorKind;
using seep::milliseconds;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

seep::Error CreateError(const std::function<void(ServerOptions&)>& adjust) {
  ServerOptions options;
  options.listen = {"127.0.0.1:0"};
  adjust(options);
  const auto server = Server::Create(options);
  return server ? seep::Error{} : server.error();
}

TEST(Server, RefusesAPortThatIsTaken) {
  for (const unsigned threads : {1u, 3u}) {
    RunningProxy proxy(1, [&](ServerOptions& o) { o.threads = threads; });
    const seep::Error error = CreateError([&](ServerOptions& o) {
      o.listen = {fmt::format("127.0.0.1:{}", proxy.port())};
      o.threads = threads;
    });
    EXPECT_EQ(error.kind, ErrorKind::kInUse);
    EXPECT_EQ(error.fault, seep::Fault::kEnvironment);
    EXPECT_TRUE(error.message.starts_with(
        fmt::format("cannot listen on 127.0.0.1:{}: Address already in use", proxy.port())))
        << error.message;
  }
}

TEST(Server, RefusesAddressesThatCannotBeMeant) {
  for (const std::string address : {"", "80", "127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:x",
                                    "127.0.0.1:65536", "::1:80", "256.1.1.1:80"}) {
    const seep::Error error = CreateError([&](ServerOptions& o) { o.upstream = address; });
    EXPECT_EQ(error.kind, ErrorKind::kBadInput) << address;
    EXPECT_NE(error.message.find('"' + address + '"'), std::string::npos) << error.message;
  }
  EXPECT_EQ(CreateError([](ServerOptions& o) { o.listen = {o.upstream = "127.0.0.1:9"}; }).kind,
            ErrorKind::kBadInput);
  EXPECT_EQ(CreateError([](ServerOptions& o) { o.listen = {}; }).kind, ErrorKind::kBadInput);
  for (const size_t bytes : {size_t{0}, kHeadBytesLeast - 1, kHeadBytesMax + 1}) {
    EXPECT_EQ(CreateError([&](ServerOptions& o) { o.head_bytes_max = bytes; }).kind,
              ErrorKind::kBadInput);
  }
  EXPECT_EQ(CreateError([](ServerOptions& o) { o.threads = 0; }).kind, ErrorKind::kBadInput);
  EXPECT_EQ(CreateError([](ServerOptions& o) { o.connections_max = 0; }).kind,
            ErrorKind::kBadInput);
  EXPECT_EQ(CreateError([](ServerOptions& o) { o.timeouts.idle = milliseconds(0); }).kind,
            ErrorKind::kBadInput);
}

TEST(Server, RefusesMemoryThatItHasUsedUpBeforeItServesAnybody) {
  ServerOptions options;
  options.memory_bytes = uint64_t{1} * 1024 * 1024;
  const auto server = Server::Create(options);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().kind, seep::ErrorKind::kBadInput);
  EXPECT_NE(server.error().message.find("MiB or more"), std::string::npos)
      << server.error().message;
}

TEST(Server, SharesConnectionsAmongItsThreads) {
  EchoingUpstream upstream(kHello);
  std::mutex mutex;
  std::vector<std::thread::id> threads;
  RunningProxy proxy(upstream.port(), [&](ServerOptions& o) {
    o.threads = 2;
    o.on_request = [&](const AccessRecord&) {
      const std::lock_guard lock(mutex);
      threads.push_back(std::this_thread::get_id());
    };
  });
  for (int i = 0; i < 64; ++i) ASSERT_EQ(proxy.Ask(kGet).body, "hello");
  proxy.Stop();
  std::ranges::sort(threads);
  EXPECT_EQ(threads.size(), 64u);
  // The kernel deals by a hash of the ports: that all 64 fall to one has a chance of 2^-63.
  EXPECT_EQ(std::unique(threads.begin(), threads.end()) - threads.begin(), 2);
}

TEST(Stop, FinishesWhatIsUnderWayAndClosesWhatIsIdle) {
  std::atomic<bool> asked = false;
  std::atomic<bool> answer = false;
  ScriptedUpstream upstream([&](Wire& wire, int) {
    wire.ReadMessage();
    wire.Send(kHello);
    wire.ReadMessage();
    asked = true;
    EXPECT_TRUE(Eventually([&] { return answer.load(); }));
    wire.Send(kHello);
  });
  RunningProxy proxy(upstream.port(),
                     [](ServerOptions& o) { o.timeouts.drain = milliseconds(30'000); });
  Wire idle = proxy.Connect();
  ASSERT_TRUE(idle.Send(kGet));
  ASSERT_EQ(idle.ReadMessage().body, "hello");
  Wire busy = proxy.Connect();
  ASSERT_TRUE(busy.Send(kGet));
  ASSERT_TRUE(Eventually([&] { return asked.load(); }));
  const uint16_t port = proxy.port();
  proxy.server().Stop();
  EXPECT_TRUE(idle.Closed());
  EXPECT_TRUE(Eventually([&] {  // no longer listening
    ServerOptions options;
    options.listen = {fmt::format("127.0.0.1:{}", port)};
    return Server::Create(options).has_value();
  }));
  answer = true;
  const Message response = busy.ReadMessage();
  EXPECT_EQ(response.body, "hello");
  EXPECT_EQ(response.Get("Connection"), "close");
  EXPECT_TRUE(busy.Closed());
  proxy.Stop();
}

TEST(Server, ListensAtSeveralAddresses) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port(), [](ServerOptions& o) {
    o.listen = {"127.0.0.1:0", "127.0.0.2:0", "[::1]:0"};
    o.threads = 2;
  });
  const std::vector<std::string>& addresses = proxy.server().addresses();
  ASSERT_EQ(addresses.size(), 3u);
  EXPECT_EQ(addresses[0], fmt::format("127.0.0.1:{}", proxy.port()));
  EXPECT_EQ(proxy.server().listening().size(), 6u);
  for (const std::string& address : addresses) {
    const auto parsed = ParseAddress(address, "");
    ASSERT_TRUE(parsed);
    Wire client = Wire::Connect(*parsed);
    ASSERT_TRUE(client.Send(kGet)) << address;
    EXPECT_EQ(client.ReadMessage().body, "hello") << address;
    // The port that this client came in by.
    const std::string port = address.substr(address.rfind(':') + 1);
    EXPECT_EQ(upstream.request(upstream.requests() - 1).Get("X-Forwarded-Port"), port);
  }
}

// A client that has its answer may have sent its next request by now.
TEST(Stop, AnswersAClientThatWasServedAMomentAgo) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kGet));
  ASSERT_EQ(client.ReadMessage().body, "hello");
  const uint16_t port = proxy.port();
  proxy.server().Stop();
  ASSERT_TRUE(Eventually([&] {
    ServerOptions options;
    options.listen = {fmt::format("127.0.0.1:{}", port)};
    return Server::Create(options).has_value();
  }));
  ASSERT_TRUE(client.Send(kGet));
  const Message response = client.ReadMessage();
  EXPECT_EQ(response.body, "hello");
  EXPECT_EQ(response.Get("Connection"), "close");
}

// It may be in a handshake, and no client sends a request again that was the first of its
// connection.
TEST(Stop, WaitsForTheFirstRequestOfAClient) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port(),
                     [](ServerOptions& o) { o.timeouts.drain = milliseconds(30'000); });
  Wire client = proxy.Connect();
  ::poll(nullptr, 0, 1'100);  // it is no client of a moment ago
  proxy.server().Stop();
  EXPECT_FALSE(client.ReadableWithin(500));
  ASSERT_TRUE(client.Send(kGet));
  const Message response = client.ReadMessage();
  EXPECT_EQ(response.body, "hello");
  EXPECT_EQ(response.Get("Connection"), "close");
}

TEST(Stop, AnswersARequestThatHasComeButIsNotRead) {
  std::atomic<bool> holds = false;
  std::atomic<bool> held = false;
  EchoingUpstream upstream(kHello);
  // Its thread is held up at the end of a request, as a busy one is by those of others.
  RunningProxy proxy(upstream.port(), [&](ServerOptions& o) {
    o.on_request = [&](const AccessRecord&) {
      for (; holds; held = true) ::poll(nullptr, 0, 1);
    };
  });
  Wire idle = proxy.Connect();
  ASSERT_TRUE(idle.Send(kGet));
  ASSERT_EQ(idle.ReadMessage().body, "hello");
  ::poll(nullptr, 0, 1'100);  // it is no client of a moment ago
  Wire other = proxy.Connect();
  holds = true;
  ASSERT_TRUE(other.Send(kGet));
  ASSERT_TRUE(Eventually([&] { return held.load(); }));
  ASSERT_TRUE(idle.Send(kGet));
  proxy.server().Stop();
  holds = false;
  EXPECT_EQ(idle.ReadMessage().body, "hello");
}

// Its bound is on what does not move.
TEST(Stop, WaitsForAnAnswerThatComesSlowly) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    wire.ReadMessage();
    wire.Send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n");
    for (int i = 0; i < 20; ++i) {
      std::this_thread::sleep_for(milliseconds(40));
      wire.Send("x");
    }
  });
  RunningProxy proxy(upstream.port(),
                     [](ServerOptions& o) { o.timeouts.drain = milliseconds(400); });
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kGet));
  EXPECT_EQ(client.ReadExactly(12), "HTTP/1.1 200");
  proxy.server().Stop();
  EXPECT_TRUE(client.ReadToEnd().ends_with(std::string(20, 'x')));
}

TEST(Stop, DoesNotWaitLongerThanItsBound) {
  ScriptedUpstream upstream([](Wire& wire, int) { wire.ReadToEnd(); });
  RunningProxy proxy(upstream.port(),
                     [](ServerOptions& o) { o.timeouts.drain = milliseconds(100); });
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kGet));
  proxy.Stop();
  EXPECT_TRUE(client.Closed());
}

TEST(Limits, LetFurtherClientsWaitUntilOneIsDone) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port(), [](ServerOptions& o) { o.connections_max = 4; });
  EXPECT_EQ(proxy.server().connections_max(), 4u);
  std::vector<Wire> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(proxy.Connect());
    ASSERT_TRUE(clients.back().Send(kGet));
  }
  // All are served, although none of them closes: each connection makes room after its answer.
  for (Wire& client : clients) EXPECT_EQ(client.ReadMessage().body, "hello");
}

TEST(Limits, OldestIdleClientMakesRoom) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port(), [](ServerOptions& o) { o.connections_max = 2; });
  Wire silent = proxy.Connect();
  Wire idle = proxy.Connect();
  ASSERT_TRUE(idle.Send(kGet));
  ASSERT_EQ(idle.ReadMessage().body, "hello");
  EXPECT_EQ(proxy.Ask(kGet).body, "hello");
  EXPECT_TRUE(silent.Closed());
}

double CpuSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// The soft limit at the first descriptor that is free, until it goes out of scope.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &saved_);
    const int next = ::dup(STDIN_FILENO);
    rlimit low = saved_;
    low.rlim_cur = static_cast<rlim_t>(next);
    ::close(next);
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &saved_); }

 private:
  rlimit saved_{};
};

TEST(Limits, RunningOutOfDescriptorsPausesAndNeitherSpinsNorStops) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port(),
                     [](ServerOptions& o) { o.timeouts.connect = milliseconds(40'000); });
  Wire known = proxy.Connect();
  ASSERT_TRUE(known.Send(kGet));
  ASSERT_EQ(known.ReadMessage().body, "hello");
  // The clients share this process, so their sockets are made while there are descriptors.
  std::vector<Wire> clients;
  for (int i = 0; i < 5; ++i) clients.push_back(Wire::Unconnected());
  {
    const NoDescriptors none;
    for (Wire& client : clients) {
      client.ConnectTo(proxy.port());
      ASSERT_TRUE(client.Send(kGet));
    }
    const double cpu_before = CpuSeconds();
    const seep::TimePoint begin = seep::Clock::now();
    // A proxy that spins uses all of this time, one that pauses next to nothing.
    ::poll(nullptr, 0, 500);
    const double wall = seep::Seconds(seep::Clock::now() - begin);
    EXPECT_LT(CpuSeconds() - cpu_before, wall / 3);
    EXPECT_FALSE(clients.back().ReadableWithin(0));
  }
  for (Wire& client : clients) EXPECT_EQ(client.ReadMessage().body, "hello");
}

}  // namespace
}  // namespace sluice::testing
