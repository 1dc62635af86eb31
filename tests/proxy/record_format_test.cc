#include "proxy/log/record_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "proxy/rig.h"

namespace sluice::testing {
namespace {

using ::testing::HasSubstr;

const WallTime kTime{std::chrono::milliseconds(784111777123)};

AccessRecord Record() {
  return {.client = "127.0.0.1",
          .method = "GET",
          .target = "/a?b=\"c\"\\\x7f",
          .version_minor = 1,
          .status = 200,
          .response_bytes = 5120,
          .duration = std::chrono::milliseconds(12),
          .upstream = "10.0.0.1:3000",
          .request_id = "id1",
          .head = "GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: a \"b\"\r\nReferer:\r\n\r\n"};
}

std::string LineOf(std::string_view format, const AccessRecord& record = Record()) {
  const auto parsed = RecordFormat::Parse(format);
  return parsed ? parsed->Line(record, kTime) : parsed.error().message;
}

TEST(RecordFormat, HasThoseOfTheCommonServers) {
  EXPECT_EQ(LineOf("common"),
            "127.0.0.1 - - [06/Nov/1994:08:49:37 +0000] "
            "\"GET /a?b=\\x22c\\x22\\x5c\\x7f HTTP/1.1\" 200 5120 0.012\n");
  EXPECT_EQ(LineOf("common", {.client = "::1", .method = {}, .target = {}, .status = 0}),
            "::1 - - [06/Nov/1994:08:49:37 +0000] \"-\" 000 0 0.000\n");
  EXPECT_EQ(LineOf("combined"),
            "127.0.0.1 - - [06/Nov/1994:08:49:37 +0000] "
            "\"GET /a?b=\\x22c\\x22\\x5c\\x7f HTTP/1.1\" 200 5120 \"-\" "
            "\"a \\x22b\\x22\"\n");
}

TEST(RecordFormat, HasOneOfTheUsers) {
  EXPECT_EQ(
      LineOf("{iso-time} {client} {method} {version} {status}|{upstream} {request-id} {reason}"),
      "1994-11-06T08:49:37.123Z 127.0.0.1 GET HTTP/1.1 200|10.0.0.1:3000 id1 -\n");
  EXPECT_EQ(LineOf("{field:host} {field:user-agent} \"{field:user-agent}\" {bytes} {seconds}"),
            "h a\\x20\\x22b\\x22 \"a \\x22b\\x22\" 5120 0.012\n");
}

TEST(RecordFormat, WritesJsonThatReadsBack) {
  const std::string line = LineOf("json");
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  const auto read = nlohmann::json::parse(line);
  EXPECT_EQ(read["time"], "1994-11-06T08:49:37.123Z");
  EXPECT_EQ(read["target"], "/a?b=\"c\"\\\x7f");
  EXPECT_EQ(read["host"], "h");
  EXPECT_EQ(read["status"], 200);
  EXPECT_EQ(read["bytes"], 5120);
  EXPECT_EQ(read["seconds"], 0.012);
  EXPECT_EQ(read["user_agent"], "a \"b\"");
  EXPECT_EQ(read["upstream"], "10.0.0.1:3000");
  EXPECT_EQ(read["request_id"], "id1");
  EXPECT_FALSE(read.contains("referer")) << "what is empty is left out";
  EXPECT_FALSE(read.contains("reason"));
}

TEST(RecordFormat, CutsALongValue) {
  AccessRecord record = Record();
  const std::string target(5000, 'a');
  record.target = target;
  EXPECT_LT(LineOf("common", record).size(), 2200u);
  EXPECT_LT(LineOf("{target}", record).size(), 2200u);
  EXPECT_LT(LineOf("json", record).size(), 2500u);
}

TEST(RecordFormat, SaysWhatIsWrong) {
  EXPECT_THAT(LineOf("{cleint}"), HasSubstr("there is no variable {cleint}; did you mean client"));
  EXPECT_THAT(LineOf("{x}"), HasSubstr("there are client, time"));
  EXPECT_THAT(LineOf("{field:a b}"), HasSubstr("no variable"));
  EXPECT_THAT(LineOf("{client"), HasSubstr("a { without a }"));
}

TEST(ErrorLine, SaysWhoWhatAndWhy) {
  AccessRecord record = Record();
  record.status = 502;
  record.reason = "it refused the connection";
  EXPECT_EQ(ErrorLine(record, kTime),
            "1994-11-06T08:49:37.123Z 502 127.0.0.1 \"GET /a?b=\\x22c\\x22\\x5c\\x7f\" "
            "10.0.0.1:3000: it refused the connection\n");
  EXPECT_EQ(
      ErrorLine(
          {.client = "::1", .method = {}, .target = {}, .status = 400, .reason = "bare line feed"},
          kTime),
      "1994-11-06T08:49:37.123Z 400 ::1 \"-\": bare line feed\n");
}

// What a server tells of its requests.
class Records : public ::testing::Test {
 protected:
  struct Seen {
    int status;
    std::string reason, upstream, request_id, head;
  };
  RunningProxy Start(uint16_t port, bool ids = false) {
    return RunningProxy(port, [&](ServerOptions& o) {
      o.keeps_heads = true;
      o.request_ids = ids;
      o.timeouts.response = seep::milliseconds(50);
      o.on_request = [this](const AccessRecord& r) {
        const std::lock_guard lock(mutex_);
        seen_.push_back({r.status, std::string(r.reason), std::string(r.upstream),
                         std::string(r.request_id), std::string(r.head)});
      };
    });
  }
  Seen Last() {
    EXPECT_TRUE(Eventually([&] {
      const std::lock_guard lock(mutex_);
      return !seen_.empty();
    }));
    const std::lock_guard lock(mutex_);
    return std::exchange(seen_, {}).back();
  }

  std::mutex mutex_;
  std::vector<Seen> seen_;
};

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: h\r\nX-A: 1\r\n\r\n";
const std::string kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

TEST_F(Records, HaveWhatWasSentAndTheServer) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy = Start(upstream.port());
  proxy.Ask(kGet);
  const Seen seen = Last();
  EXPECT_EQ(seen.reason, "");
  EXPECT_EQ(seen.upstream, "127.0.0.1:" + std::to_string(upstream.port()));
  EXPECT_EQ(seen.head, upstream.request(0).head);
}

TEST_F(Records, SayWhyThereWasNoAnswer) {
  RunningProxy proxy = Start(UnusedPort());
  proxy.Ask(kGet);
  EXPECT_EQ(Last().reason, "it refused the connection, or closed it");
  proxy.Ask("GET / HTTP/1.1\nHost: h\r\n\r\n");
  EXPECT_EQ(Last().reason, "bare line feed or carriage return");
  proxy.Ask("CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n");
  EXPECT_EQ(Last().reason, "the method is not implemented");
  ScriptedUpstream silent([](Wire& wire, int) { wire.ReadToEnd(); });
  RunningProxy waits = Start(silent.port());
  EXPECT_EQ(waits.Ask(kGet).status(), 504);
  EXPECT_EQ(Last().reason, "the answer did not come");
  ScriptedUpstream cuts([](Wire& wire, int) {
    wire.ReadMessage();
    wire.Send("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello");
  });
  RunningProxy is_cut = Start(cuts.port());
  is_cut.Ask(kGet);
  EXPECT_EQ(Last().reason, "the answer is cut off or malformed");
}

TEST_F(Records, HaveTheNameThatTheRequestHasEverywhere) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy = Start(upstream.port(), true);
  const std::string first = proxy.Ask(kGet).Get("X-Request-ID");
  EXPECT_EQ(first.size(), 32u);
  EXPECT_EQ(upstream.request(0).Get("X-Request-ID"), first);
  EXPECT_EQ(Last().request_id, first);
  const std::string second =
      proxy.Ask("GET / HTTP/1.1\r\nHost: h\r\nX-Request-ID: mine\r\n\r\n").Get("X-Request-ID");
  EXPECT_EQ(second.size(), 32u) << "a client that is not trusted cannot choose it";
  EXPECT_NE(second, first);
  EXPECT_EQ(upstream.request(1).Get("X-Request-ID"), second);
  EXPECT_EQ(proxy.Ask("CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n").Get("X-Request-ID"), "");
}

TEST_F(Records, KeepTheNameThatATrustedClientGives) {
  EchoingUpstream upstream(kHello);
  RunningProxy proxy(upstream.port(), [&](ServerOptions& o) {
    o.request_ids = true;
    ASSERT_TRUE(o.trusted.Add("127.0.0.1"));
  });
  const auto ask = [&](const std::string& id) {
    return proxy.Ask("GET / HTTP/1.1\r\nHost: h\r\nX-Request-ID: " + id + "\r\n\r\n")
        .Get("X-Request-ID");
  };
  EXPECT_EQ(ask("mine"), "mine");
  EXPECT_EQ(upstream.request(0).Get("X-Request-ID"), "mine");
  EXPECT_NE(ask("a b"), "a b");
  EXPECT_EQ(ask(std::string(65, 'a')).size(), 32u);
}

}  // namespace
}  // namespace sluice::testing
