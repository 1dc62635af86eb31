// What goes wrong on either side, and what the other side sees of it.

#include <gtest/gtest.h>
#include <unistd.h>

#include "proxy/rig.h"

namespace sluice::testing {
namespace {

using seep::milliseconds;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view kApology = "Something went wrong, please try again later.";
const std::string kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

// An upstream that answers the first request on each connection with these bytes and closes.
ScriptedUpstream::Script AnswerAndClose(std::string bytes) {
  return [bytes = std::move(bytes)](Wire& wire, int) {
    wire.ReadThrough("\r\n\r\n");
    wire.Send(bytes);
  };
}

// Reads requests and never answers.
void Hang(Wire& wire, int) { wire.ReadToEnd(); }

TEST(UpstreamFailure, IsA502WhenNobodyListens) {
  RunningProxy proxy(UnusedPort());
  Wire client = proxy.Connect();
  for (int i = 0; i < 2; ++i) {  // the connection to the client stays
    ASSERT_TRUE(client.Send(kGet));
    const Message response = client.ReadMessage();
    EXPECT_EQ(response.status(), 502);
    EXPECT_EQ(response.body, kApology);
  }
}

TEST(UpstreamFailure, IsA502WithoutBodyForHead) {
  RunningProxy proxy(UnusedPort());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  EXPECT_EQ(client.ReadMessage(true).status(), 502);
  EXPECT_TRUE(client.Closed());
}

TEST(UpstreamFailure, IsA502ForAnAnswerThatIsNone) {
  for (const std::string answer :
       {"", "HTTP/1.1 200", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"}) {
    ScriptedUpstream upstream(AnswerAndClose(answer));
    RunningProxy proxy(upstream.port());
    const Message response = proxy.Ask(kGet);
    EXPECT_EQ(response.status(), 502) << answer;
    EXPECT_EQ(response.body, kApology) << answer;
  }
}

TEST(UpstreamFailure, IsA502AfterInterimResponsesWithoutEnd) {
  std::string storm;
  for (int i = 0; i < 100; ++i) storm += "HTTP/1.1 102 Processing\r\n\r\n";
  ScriptedUpstream upstream(AnswerAndClose(storm));
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kGet));
  int interims = 0;
  Message response;
  while ((response = client.ReadMessage()).status() == 102) ++interims;
  EXPECT_EQ(response.status(), 502);
  EXPECT_EQ(interims, 64);
}

TEST(UpstreamFailure, IsA504WhenTheAnswerDoesNotCome) {
  ScriptedUpstream upstream(Hang);
  RunningProxy proxy(upstream.port(),
                     [](ServerOptions& o) { o.timeouts.response = milliseconds(100); });
  const Message response = proxy.Ask(kGet);
  EXPECT_EQ(response.status(), 504);
  EXPECT_EQ(response.body, kApology);
}

TEST(UpstreamFailure, CutsTheClientOffWhenTheBodyIsCutShort) {
  for (const std::string answer :
       {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\n"}) {
    ScriptedUpstream upstream(AnswerAndClose(answer));
    RunningProxy proxy(upstream.port());
    const Message response = proxy.Ask(kGet);
    EXPECT_EQ(response.status(), 200);
    EXPECT_EQ(response.body, "hello");
    EXPECT_FALSE(response.complete) << answer;
  }
}

// Its end is all that such a client has to tell a whole answer by.
TEST(UpstreamFailure, ResetsTheConnectionOfAnOldClientWhenTheBodyIsCutShort) {
  ScriptedUpstream upstream(
      AnswerAndClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("GET / HTTP/1.0\r\n\r\n"));
  client.ReadToEnd();
  EXPECT_TRUE(client.was_reset());
}

TEST(UpstreamFailure, CutsTheClientOffWhenTheBodyStalls) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    wire.ReadThrough("\r\n\r\n");
    wire.Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
    wire.ReadToEnd();
  });
  RunningProxy proxy(upstream.port(),
                     [](ServerOptions& o) { o.timeouts.stall = milliseconds(100); });
  const Message response = proxy.Ask(kGet);
  EXPECT_EQ(response.body, "hello");
  EXPECT_FALSE(response.complete);
}

TEST(UpstreamFailure, DoesNotReuseAConnectionThatSentTooMuch) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    while (wire.ReadMessage().complete) wire.Send(kHello + "HTTP/1.1 200 OK\r\n");
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.Send(kGet));
    ASSERT_EQ(client.ReadMessage().body, "hello");
  }
  EXPECT_EQ(upstream.connections(), 3);
}

TEST(StaleConnection, IsReplacedForARequestThatMayGoTwice) {
  // Each connection answers one request, and dies of the next: as a server that has just timed out.
  ScriptedUpstream upstream([](Wire& wire, int) {
    if (!wire.ReadMessage().complete) return;
    wire.Send(kHello);
    wire.ReadThrough("\r\n\r\n");
    wire.Reset();
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(client.Send(kGet));
    ASSERT_EQ(client.ReadMessage().body, "hello") << i;
  }
  ASSERT_TRUE(client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx"));
  EXPECT_EQ(client.ReadMessage().status(), 502);
}

TEST(StaleConnection, IsNoticedWhenTheUpstreamClosesIt) {
  std::atomic<bool> closed = false;
  ScriptedUpstream upstream([&](Wire& wire, int index) {
    if (!wire.ReadMessage().complete) return;
    wire.Send(kHello);
    if (index > 0) wire.ReadToEnd();
    wire.Close();
    closed = true;
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kGet));
  ASSERT_EQ(client.ReadMessage().body, "hello");
  ASSERT_TRUE(Eventually([&] { return closed.load(); }));
  // Not to be sent twice, so that only a pool that has noticed can answer it.
  ASSERT_TRUE(client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx"));
  EXPECT_EQ(client.ReadMessage().body, "hello");
  EXPECT_EQ(upstream.connections(), 2);
}

TEST(StaleConnection, IsTriedOnceMoreAndNotForEver) {
  ScriptedUpstream upstream([](Wire& wire, int index) {
    if (!wire.ReadMessage().complete) return;
    if (index == 0) wire.Send(kHello);
    wire.ReadThrough("\r\n\r\n");
  });
  RunningProxy proxy(upstream.port(), [](ServerOptions& o) {
    o.timeouts.response = milliseconds(200);
    o.timeouts.connect = seep::milliseconds(3'600'000);  // is not what ends it
  });
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kGet));
  ASSERT_EQ(client.ReadMessage().status(), 200);
  ASSERT_TRUE(client.Send(kGet));
  EXPECT_EQ(client.ReadMessage().status(), 504);
  EXPECT_EQ(upstream.connections(), 2);
}

TEST(EarlyAnswer, ReachesTheClientThatIsStillSending) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    wire.ReadThrough("\r\n\r\n");
    wire.Send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
    wire.ReadToEnd();
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\n\r\n"));
  ASSERT_TRUE(client.Send(std::string(100'000, 'x')));
  const Message response = client.ReadMessage();
  EXPECT_EQ(response.status(), 413);
  EXPECT_EQ(response.Get("Connection"), "close");
  EXPECT_EQ(response.body, "big");
  EXPECT_TRUE(client.Closed());
}

TEST(EarlyAnswer, ReachesTheClientWhenTheUpstreamStopsListening) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    wire.ReadThrough("\r\n\r\n");
    wire.Send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
    wire.ShutdownWrite();
    wire.ReadThrough("end of what it reads");
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\n\r\n"));
  EXPECT_EQ(client.ReadMessage().body, "big");
}

TEST(EarlyAnswer, OfAnySizeDoesNotDeadlockWithARequestOfAnySize) {
  constexpr size_t kBytes = 20'000'000;
  ScriptedUpstream upstream([](Wire& wire, int) {
    wire.ReadThrough("\r\n\r\n");
    // Reads nothing while it answers with more than all buffers on the way can hold.
    wire.Send("HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n" + std::string(kBytes, 'r'));
    wire.ReadToEnd();
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n"));
  std::thread sender([&] { client.Send(std::string(kBytes, 'q')); });
  const Message response = client.ReadMessage();
  EXPECT_TRUE(response.complete);
  EXPECT_EQ(response.body.size(), kBytes);
  client.ShutdownWrite();
  sender.join();
}

struct BadRequest {
  std::string_view request;
  int status;
};

TEST(ClientFailure, IsAnsweredAndTheConnectionClosed) {
  const std::string long_target = "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n";
  const std::string long_head =
      "GET / HTTP/1.1\r\nHost: h\r\nA: " + std::string(20'000, 'a') + "\r\n\r\n";
  const BadRequest cases[] = {
      {"nonsense\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400},
      {"GET / HTTP/1.1\nHost: h\n\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +5\r\n\r\nhello", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
       400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
      {"CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", 501},
      {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505},
      {long_target, 414},
      {long_head, 431},
  };
  ScriptedUpstream upstream(Hang);
  RunningProxy proxy(upstream.port());
  for (const BadRequest& bad : cases) {
    Wire client = proxy.Connect();
    client.Send(bad.request);
    const Message response = client.ReadMessage();
    EXPECT_EQ(response.status(), bad.status) << bad.request.substr(0, 80);
    EXPECT_EQ(response.Get("Connection"), "close");
    EXPECT_TRUE(response.complete);
    EXPECT_TRUE(client.Closed());
    EXPECT_FALSE(client.was_reset()) << bad.request.substr(0, 80);
  }
}

TEST(ClientFailure, GetsItsAnswerInSpiteOfWhatItGoesOnToSend) {
  RunningProxy proxy(UnusedPort());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("nonsense\r\n\r\n"));
  for (int i = 0; i < 50; ++i) client.Send(std::string(10'000, 'x'));
  EXPECT_EQ(client.ReadMessage().status(), 400);
  EXPECT_TRUE(client.Closed());
  EXPECT_FALSE(client.was_reset());
}

TEST(ClientFailure, IsA408WhenTheHeadDoesNotComeToAnEnd) {
  RunningProxy proxy(UnusedPort(), [](ServerOptions& o) { o.timeouts.head = milliseconds(100); });
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("GET / HTTP/1.1\r\nHos"));
  EXPECT_EQ(client.ReadMessage().status(), 408);
  EXPECT_TRUE(client.Closed());
}

TEST(ClientFailure, IsASilentCloseWhenNothingCame) {
  RunningProxy proxy(UnusedPort(), [](ServerOptions& o) { o.timeouts.head = milliseconds(100); });
  EXPECT_TRUE(proxy.Connect().Closed());
}

TEST(ClientFailure, IsA408WhenTheBodyDoesNotCome) {
  ScriptedUpstream upstream(Hang);
  RunningProxy proxy(upstream.port(),
                     [](ServerOptions& o) { o.timeouts.stall = milliseconds(100); });
  EXPECT_EQ(proxy.Ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhe").status(), 408);
}

TEST(ClientFailure, IsA431WhenTheHeadIsLargerThanItMayBe) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port(), [](ServerOptions& o) { o.head_bytes_max = 2'000; });
  const auto with = [](size_t bytes) {
    return "GET / HTTP/1.1\r\nHost: h\r\nX-A: " + std::string(bytes, 'a') + "\r\n\r\n";
  };
  EXPECT_EQ(proxy.Ask(with(1'900)).status(), 200);
  EXPECT_EQ(proxy.Ask(with(2'000)).status(), 431);
}

// A byte now and then is no stall.
TEST(ClientFailure, IsA408WhenTheBodyComesTooSlowly) {
  ScriptedUpstream upstream(Hang);
  RunningProxy proxy(upstream.port(), [](ServerOptions& o) {
    o.timeouts.stall = milliseconds(200);
    o.body_rate_min = 10'000;
  });
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n"));
  while (client.Send("x") && !client.ReadableWithin(20)) continue;
  EXPECT_EQ(client.ReadMessage().status(), 408);
}

TEST(ClientFailure, IsNoneWhenTheUpstreamIsSlow) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    wire.ReadThrough("\r\n\r\n");
    wire.Send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n");
    for (int i = 0; i < 20; ++i) {
      wire.Send("x");
      wire.ReadableWithin(50);
    }
  });
  RunningProxy proxy(upstream.port(), [](ServerOptions& o) {
    o.timeouts.stall = milliseconds(200);
    o.body_rate_min = 10'000;
  });
  EXPECT_EQ(proxy.Ask(kGet).body.size(), 20u);
}

TEST(ClientFailure, IsCutOffWhenItTakesTheAnswerTooSlowly) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    wire.ReadThrough("\r\n\r\n");
    wire.Send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
    while (wire.Send(std::string(100'000, 'x'))) continue;
  });
  RunningProxy proxy(upstream.port(), [](ServerOptions& o) {
    o.timeouts.stall = milliseconds(200);
    o.body_rate_min = 1'000'000'000;
  });
  Wire client = Wire::Unconnected();
  client.SetReceiveBuffer(4'096);
  client.ConnectTo(proxy.port());
  ASSERT_TRUE(client.Send(kGet));
  size_t bytes = 0;
  for (std::string some = "-"; !some.empty(); bytes += some.size()) {
    some = client.ReadExactly(1'000);
    ::usleep(2'000);
  }
  EXPECT_LT(bytes, 100'000'000u);
}

TEST(Total, IsThatOfARequestHoweverMuchMoves) {
  ScriptedUpstream upstream([](Wire& wire, int index) {
    wire.ReadThrough("\r\n\r\n");
    if (index == 0) return Hang(wire, index);
    wire.Send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (wire.Send("x")) wire.ReadableWithin(10);
  });
  RunningProxy proxy(upstream.port(),
                     [](ServerOptions& o) { o.timeouts.total = milliseconds(200); });
  EXPECT_EQ(proxy.Ask(kGet).status(), 504);
  const Message cut = proxy.Ask(kGet);
  EXPECT_EQ(cut.status(), 200);
  EXPECT_FALSE(cut.complete);
}

TEST(ClientFailure, ClosesAnIdleConnectionInTime) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port(),
                     [](ServerOptions& o) { o.timeouts.idle = milliseconds(100); });
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kGet));
  ASSERT_EQ(client.ReadMessage().body, "hello");
  EXPECT_TRUE(client.Closed());
}

TEST(ClientFailure, EndsTheUpstreamsConnectionWhenTheClientResets) {
  std::atomic<int> ended = 0;
  std::atomic<int> begun = 0;
  ScriptedUpstream upstream([&](Wire& wire, int) {
    wire.ReadThrough("\r\n\r\n");
    ++begun;
    wire.ReadToEnd();
    ++ended;
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kGet));
  ASSERT_TRUE(Eventually([&] { return begun == 1; }));
  client.Reset();
  EXPECT_TRUE(Eventually([&] { return ended == 1; }));
}

}  // namespace
}  // namespace sluice::testing
