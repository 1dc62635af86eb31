// Whole exchanges through sockets, where all goes well.

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "proxy/rig.h"

namespace sluice::testing {
namespace {

constexpr std::string_view kGet = "GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kHello =
    "HTTP/1.1 200 OK\r\nServer: s\r\nDate: d\r\nContent-Length: 5\r\n\r\nhello";

TEST(Exchange, PassesHeadsAndBodiesBothWays) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port());
  const Message response =
      proxy.Ask("PURGE /a?b=%2f HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody");
  EXPECT_EQ(response.head,
            "HTTP/1.1 200 OK\r\nServer: s\r\nDate: d\r\nVia: 1.1 sluice\r\n"
            "Content-Length: 5\r\n\r\n");
  EXPECT_EQ(response.body, "hello");
  EXPECT_EQ(upstream.request(0).head,
            "PURGE /a?b=%2f HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 127.0.0.1\r\n"
            "X-Forwarded-Port: " +
                std::to_string(proxy.port()) +
                "\r\nX-Forwarded-Host: h\r\nX-Forwarded-Proto: http\r\nVia: 1.1 sluice\r\n"
                "Content-Length: 4\r\n\r\n");
  EXPECT_EQ(upstream.request(0).body, "body");
}

TEST(Exchange, KeepsBothConnectionsForManyRequests) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(client.Send(kGet));
    ASSERT_EQ(client.ReadMessage().body, "hello");
  }
  EXPECT_EQ(upstream.connections(), 1);
  EXPECT_EQ(upstream.requests(), 50u);
}

// Servers that leave the body of such a request unread take it for the next request.
TEST(Exchange, DoesNotUseAConnectionAgainAfterABodyThatTheServerMayHaveLeftUnread) {
  for (const std::string method : {"GET", "HEAD", "OPTIONS", "TRACE", "POST"}) {
    EchoingUpstream upstream(kHello);
    RunningProxy proxy(upstream.port());
    const std::string request = method + " / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody";
    for (int i = 0; i < 2; ++i) EXPECT_EQ(proxy.Ask(request, method == "HEAD").status(), 200);
    EXPECT_EQ(upstream.connections(), method == "POST" ? 1 : 2) << method;
  }
}

TEST(Exchange, SharesAnUpstreamConnectionAmongClients) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port());
  for (int i = 0; i < 10; ++i) ASSERT_EQ(proxy.Ask(kGet).body, "hello");
  EXPECT_EQ(upstream.connections(), 1);
}

// A piece that comes while the one before it is being read is read with it, and leaves an event
// behind for a connection that is idle by then.
TEST(Exchange, KeepsUpstreamConnectionsWhoseAnswersComeInPieces) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    const int on = 1;  // no piece waits for the one before it to be acknowledged
    ASSERT_EQ(::setsockopt(wire.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), 0);
    while (wire.ReadMessage().complete) {
      for (const std::string_view piece :
           {"HTTP/1.1 200 OK\r\n", "Content-Length: 5\r\n\r\n", "he", "llo"})
        wire.Send(piece);
    }
  });
  RunningProxy proxy(upstream.port());
  constexpr int kClients = 8;
  std::atomic<int> answers = 0;
  {
    std::vector<std::jthread> clients;
    for (int i = 0; i < kClients; ++i) {
      clients.emplace_back([&] {
        Wire client = proxy.Connect();
        for (int n = 0; n < 250; ++n) {
          client.Send(kGet);
          answers += client.ReadMessage().body == "hello";
        }
      });
    }
  }
  EXPECT_EQ(answers, kClients * 250);
  EXPECT_LE(upstream.connections(), kClients);
}

TEST(Exchange, AnswersPipelinedRequestsInOrder) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    for (;;) {
      const Message request = wire.ReadMessage();
      if (!request.complete) return;
      const std::string target = request.head.substr(4, request.head.find(' ', 4) - 4);
      wire.Send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(target.size()) + "\r\n\r\n" +
                target);
    }
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  std::string requests;
  for (int i = 0; i < 100; ++i) {
    requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  }
  ASSERT_TRUE(client.Send(requests));
  for (int i = 0; i < 100; ++i) ASSERT_EQ(client.ReadMessage().body, "/" + std::to_string(i));
}

TEST(Exchange, KnowsTheClientFromTheHeaderOfTheProxyInFront) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port(), [](ServerOptions& o) { o.proxy_protocol = true; });
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\r\n"));
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(client.Send(kGet));
    ASSERT_EQ(client.ReadMessage().body, "hello");
    EXPECT_NE(upstream.request(static_cast<size_t>(i)).head.find("X-Forwarded-For: 192.0.2.1\r\n"),
              std::string::npos);
  }
  Wire without = proxy.Connect();
  ASSERT_TRUE(without.Send(kGet));
  EXPECT_TRUE(without.Closed());
}

TEST(Exchange, AcceptsARequestThatComesByteByByte) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  for (const char c : std::string(kGet)) ASSERT_TRUE(client.Send({&c, 1}));
  EXPECT_EQ(client.ReadMessage().body, "hello");
}

TEST(Exchange, PassesChunkedBodiesBothWays) {
  EchoingUpstream upstream(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n");
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(client.Send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"));
    ASSERT_TRUE(client.Send("5\r\nfirst\r\n"));
    ASSERT_TRUE(client.Send("6\r\nsecond\r\n0\r\n\r\n"));
    const Message response = client.ReadMessage();
    ASSERT_TRUE(response.complete);
    ASSERT_EQ(response.Get("Transfer-Encoding"), "chunked");
    ASSERT_EQ(response.body, "abcde");
  }
  EXPECT_EQ(upstream.request(1).body, "firstsecond");
  EXPECT_EQ(upstream.connections(), 1);
}

// RFC 9110 §6.5: to those who understand them, and none that would have been needed before.
TEST(Exchange, PassesTrailersBothWays) {
  std::string asked;
  ScriptedUpstream upstream([&](Wire& wire, int) {
    for (int i = 0; i < 2; ++i) {
      asked = wire.ReadThrough("\r\n\r\n");
      asked += wire.ReadThrough("\r\n\r\n");
      wire.Send(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"
          "Server-Timing:  db;dur=1 \r\nSet-Cookie: a=b\r\nContent-Length: 5\r\nX-Sum: 1\r\n\r\n");
    }
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  const auto ask = [&](const std::string& fields) {
    client.Send(
        "POST / HTTP/1.1\r\nHost: h\r\n" + fields +
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Digest: 7\r\nHost: x\r\n\r\n");
    client.ReadThrough("\r\n\r\n");
    return client.ReadThrough("\r\n\r\n");
  };
  EXPECT_EQ(ask("TE: deflate, trailers\r\n"),
            "3\r\nabc\r\n0\r\nServer-Timing:  db;dur=1\r\nX-Sum: 1\r\n\r\n");
  EXPECT_NE(asked.find("\r\nConnection: TE\r\nTE: trailers\r\n"), std::string::npos) << asked;
  EXPECT_TRUE(asked.ends_with("3\r\nabc\r\n0\r\nX-Digest: 7\r\n\r\n")) << asked;
  EXPECT_EQ(ask("TE: deflate\r\n"), "3\r\nabc\r\n0\r\n\r\n");
  EXPECT_EQ(asked.find("\r\nTE:"), std::string::npos);
}

TEST(Exchange, DechunksForAnOldClientAndCloses) {
  EchoingUpstream upstream(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
  const std::string all = client.ReadToEnd();
  EXPECT_TRUE(all.ends_with("\r\nConnection: close\r\n\r\nabcde")) << all;
  EXPECT_FALSE(client.was_reset());
}

TEST(Exchange, KeepsAnOldClientsConnectionOnlyWhenAsked) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
  EXPECT_EQ(client.ReadMessage().Get("Connection"), "keep-alive");
  ASSERT_TRUE(client.Send("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_EQ(client.ReadMessage().Get("Connection"), "close");
  EXPECT_TRUE(client.Closed());
  EXPECT_FALSE(client.was_reset());
}

TEST(Exchange, ClosesAfterTheResponseWhenTheClientSaysSo) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  EXPECT_EQ(client.ReadMessage().Get("Connection"), "close");
  EXPECT_TRUE(client.Closed());
}

TEST(Exchange, RechunksABodyThatEndsWithTheUpstreamsConnection) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    wire.ReadMessage();
    wire.Send("HTTP/1.0 200 OK\r\n\r\nall ");
    wire.Send("of it");
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(client.Send(kGet));
    const Message response = client.ReadMessage();
    ASSERT_EQ(response.Get("Transfer-Encoding"), "chunked");
    ASSERT_TRUE(response.complete);
    ASSERT_EQ(response.body, "all of it");
    ASSERT_EQ(response.Get("Via"), "1.0 sluice");
  }
}

TEST(Exchange, KnowsWhichResponsesHaveNoBody) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    for (;;) {
      const Message request = wire.ReadMessage();
      if (!request.complete) return;
      if (request.head.starts_with("HEAD"))
        wire.Send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
      if (request.head.starts_with("GET /204")) wire.Send("HTTP/1.1 204 No Content\r\n\r\n");
      if (request.head.starts_with("GET /304")) {
        wire.Send("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n");
      }
    }
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_EQ(client.ReadMessage(true).Get("Content-Length"), "99");
  ASSERT_TRUE(client.Send("GET /204 HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_EQ(client.ReadMessage().status(), 204);
  ASSERT_TRUE(client.Send("GET /304 HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_EQ(client.ReadMessage().Get("Content-Length"), "99");
  EXPECT_EQ(upstream.connections(), 1);
}

TEST(Exchange, RelaysInterimResponses) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    wire.ReadThrough("\r\n\r\n");
    wire.Send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
    const std::string body = wire.ReadExactly(4);
    wire.Send("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + body);
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(
      "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"));
  EXPECT_EQ(client.ReadMessage().head,
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nVia: 1.1 sluice\r\n\r\n");
  EXPECT_EQ(client.ReadMessage().status(), 100);
  ASSERT_TRUE(client.Send("body"));
  EXPECT_EQ(client.ReadMessage().status(), 102);
  EXPECT_EQ(client.ReadMessage().body, "body");
}

TEST(Exchange, SendsNoInterimResponseToAnOldClient) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    wire.ReadMessage();
    wire.Send("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });
  RunningProxy proxy(upstream.port());
  const Message response = proxy.Ask("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(response.status(), 200);
  EXPECT_EQ(response.body, "ok");
}

TEST(Exchange, AnswersAClientThatHasClosedItsSendingSide) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kGet));
  client.ShutdownWrite();
  EXPECT_EQ(client.ReadMessage().body, "hello");
  EXPECT_TRUE(client.Closed());
}

TEST(Exchange, TellsOfEachRequestOnce) {
  EchoingUpstream upstream(kHello);
  std::mutex mutex;
  std::vector<std::string> records;
  RunningProxy proxy(upstream.port(), [&](ServerOptions& options) {
    options.on_request = [&](const AccessRecord& r) {
      const std::lock_guard lock(mutex);
      records.push_back(std::string(r.client) + " " + std::string(r.method) + " " +
                        std::string(r.target) + " " + std::to_string(r.status) + " " +
                        std::to_string(r.response_bytes));
    };
  });
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kGet));
  client.ReadMessage();
  ASSERT_TRUE(client.Send("nonsense\r\n\r\n"));
  EXPECT_EQ(client.ReadMessage().status(), 400);
  client.Close();
  proxy.Stop();
  EXPECT_EQ(records, (std::vector<std::string>{"127.0.0.1 GET /a?b 200 5", "127.0.0.1   400 0"}));
}

}  // namespace
}  // namespace sluice::testing
