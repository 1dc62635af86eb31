// What a shape is about: whether it came, and what a server has to be asked for it to come.
#include <gmock/gmock.h>

#include <mutex>

#include "load/running.h"
#include "load/shapes.h"

namespace seep {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

// What came, one after another; the server says for each what to answer.
struct Exchange {
  std::vector<std::string> requests;
  LoadResult result;
};

template <typename Answer>
Exchange Send(TrafficSpec traffic, uint64_t count, Answer answer) {
  Exchange exchange;
  std::mutex mutex;
  ScriptedServer server([&](Peer& peer) {
    for (std::string request; !(request = peer.ReadRequest()).empty();) {
      peer.Write(answer(request));
      const std::lock_guard lock(mutex);
      exchange.requests.push_back(std::move(request));
    }
  });
  traffic.endpoint = server.endpoint();
  traffic.connections = 1;
  exchange.result = RunRound(traffic, count);
  EXPECT_EQ(exchange.result.ErrorCount(), 0u) << exchange.result.error_example;
  const std::lock_guard lock(mutex);
  return exchange;
}

RequestSpec To(const char* target) {
  RequestSpec request;
  request.target = target;
  return request;
}

TrafficSpec Shaped(const std::string& name) {
  TrafficSpec spec;
  spec.shape = *ParseShape(name);
  return spec;
}

std::string Answer(const std::string& status, const std::string& fields) {
  return "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: 0\r\n\r\n";
}

TEST(Conditional, TakesTheValidatorsOfTheFirstAnswer) {
  const Exchange seen = Send(Shaped("conditional"), 3, [](const std::string& request) {
    const bool same = request.find("If-None-Match: \"of-the-server\"\r\n") != std::string::npos;
    return same ? std::string("HTTP/1.1 304 Not Modified\r\nETag: \"of-the-server\"\r\n\r\n")
                : Answer("200 OK",
                         "ETag: \"of-the-server\"\r\n"
                         "Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n");
  });
  EXPECT_THAT(seen.requests[1], HasSubstr("If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT\r\n"));
  EXPECT_THAT(seen.result.as_expected, UnorderedElementsAre(Pair(304, 2u)));
}

// Beside an If-None-Match a server looks at no If-Modified-Since.
TEST(Conditional, AsksByDateAloneWhereThereIsNoETag) {
  const Exchange seen = Send(Shaped("conditional"), 2, [](const std::string&) {
    return Answer("200 OK", "Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n");
  });
  EXPECT_THAT(seen.requests[1], AllOf(HasSubstr("If-Modified-Since: Thu, 01 Jan 2026"),
                                      Not(HasSubstr("If-None-Match"))));
  EXPECT_THAT(seen.result.as_expected, IsEmpty());
}

TEST(Conditional, KeepsTheValidatorsOfEachRequestApart) {
  TrafficSpec spec = Shaped("conditional");
  for (const char* target : {"/a", "/b"}) spec.replay.push_back(To(target));
  const Exchange seen = Send(spec, 4, [](const std::string& request) {
    return Answer("200 OK", "ETag: \"" + request.substr(5, 1) + "\"\r\n");
  });
  EXPECT_THAT(seen.requests[2], AllOf(HasSubstr("GET /a"), HasSubstr("If-None-Match: \"a\"\r\n")));
  EXPECT_THAT(seen.requests[3], AllOf(HasSubstr("GET /b"), HasSubstr("If-None-Match: \"b\"\r\n")));
}

TEST(Expected, CountsFinalAndInterimStatuses) {
  const auto ranged = [](const std::string&) { return Answer("206 Partial Content", ""); };
  EXPECT_THAT(Send(Shaped("range"), 2, ranged).result.as_expected,
              UnorderedElementsAre(Pair(206, 2u)));
  const auto whole = [](const std::string&) { return Answer("200 OK", ""); };
  EXPECT_THAT(Send(Shaped("range"), 2, whole).result.as_expected, IsEmpty());
  for (const char* name : {"expect-100", "expect-100-no-body"}) {
    ScriptedServer server([](Peer& peer) {
      std::string ignored;
      peer.ReadAll(ignored, 20);
      peer.Write("HTTP/1.1 100 Continue\r\n\r\n");
      peer.ReadAll(ignored, 20);
      peer.Write(kOkClose);
    });
    TrafficSpec spec = SpecFor(server, 1, *ParseShape(name));
    spec.shape.hold = milliseconds(10'000);
    EXPECT_THAT(RunRound(spec, 1).as_expected, UnorderedElementsAre(Pair(100, 1u))) << name;
  }
}

size_t Compressed(const Exchange& seen) {
  size_t count = 0;
  for (const std::string& request : seen.requests)
    count += request.find("Accept-Encoding: gzip, deflate, br\r\n") != std::string::npos ? 1 : 0;
  return count;
}

TEST(Compression, IsAskedForAsTheShapeSays) {
  const auto whole = [](const std::string&) { return Answer("200 OK", ""); };
  const auto asked = [&](Shape shape, Compression compression) {
    TrafficSpec spec;
    spec.shape = AskingCompression(std::move(shape), compression);
    return Compressed(Send(spec, 6, whole));
  };
  EXPECT_EQ(asked(KeepAliveShape(), Compression::kNotAsked), 0u);
  EXPECT_EQ(asked(KeepAliveShape(), Compression::kEverySecond), 3u);
  EXPECT_EQ(asked(CloseShape(), Compression::kAsked), 6u);
  EXPECT_EQ(asked(*ParseShape("range"), Compression::kAsked), 0u) << "few have ranges of it";
}

TEST(Compression, IsLeftToTheUserWhoSpeaksOfIt) {
  TrafficSpec spec;
  spec.request.headers = {{"accept-encoding", "identity"}};
  for (const Compression compression : {Compression::kAsked, Compression::kEverySecond}) {
    spec.shape.compression = compression;
    const Exchange seen = Send(spec, 2, [](const std::string&) { return Answer("200 OK", ""); });
    EXPECT_EQ(Compressed(seen), 0u);
    for (const std::string& request : seen.requests)
      EXPECT_THAT(request, HasSubstr("accept-encoding: identity\r\n"));
  }
}

TEST(Compression, IsAddedToNoOtherRequestsThanThoseOfAFile) {
  TrafficSpec spec;
  spec.shape.compression = Compression::kEverySecond;
  for (const char* target : {"/a", "/b"}) spec.replay.push_back(To(target));
  const Exchange seen = Send(spec, 4, [](const std::string&) { return Answer("200 OK", ""); });
  EXPECT_EQ(Compressed(seen), 0u);
  EXPECT_THAT(seen.requests[2], HasSubstr("GET /a"));
}

TEST(HeaderName, MayHaveAPlaceholder) {
  TrafficSpec spec;
  spec.request.headers = {{"X-{i}", "v"}};
  const Exchange seen = Send(spec, 2, [](const std::string&) { return Answer("200 OK", ""); });
  EXPECT_THAT(seen.requests[0], HasSubstr("\r\nX-0: v\r\n"));
  EXPECT_THAT(seen.requests[1], HasSubstr("\r\nX-1: v\r\n"));
  spec.request.headers = {{"X {i}", "v"}};
  EXPECT_FALSE(LoadGenerator::Create(spec)) << "the rest of it is still no name";
}

TEST(Statuses, AreCountedWithTheFirstLineOfAnAnswer) {
  size_t asked = 0;
  const Exchange seen = Send({}, 4, [&](const std::string&) {
    return asked++ < 3 ? Answer("404 Not \xc3\xa9 here", "") : Answer("200 OK", "");
  });
  EXPECT_THAT(seen.result.statuses.answers, UnorderedElementsAre(Pair(200, 1u), Pair(404, 3u)));
  EXPECT_THAT(seen.result.statuses.excused, IsEmpty());
  EXPECT_THAT(seen.result.statuses.first_lines,
              UnorderedElementsAre(Pair(404, "HTTP/1.1 404 Not ?? here")));
}

TEST(Statuses, AreExcusedWhereTheShapeMayBeRefused) {
  const auto refused = [](const std::string&) { return Answer("405 Method Not Allowed", ""); };
  for (const char* name : {"range", "upload", "conditional", "chunked"}) {
    const StatusCounts counts = Send(Shaped(name), 2, refused).result.statuses;
    EXPECT_EQ(counts.excused, counts.answers) << name;
  }
  for (const char* name : {"keep-alive", "unique-url", "unique-vary", "http1.0-keep-alive"})
    EXPECT_FALSE(MayBeRefused(*ParseShape(name))) << name;
  for (const char* name : {"head", "bad-request", "upgrade", "websocket", "abort@body", "pipeline"})
    EXPECT_TRUE(MayBeRefused(*ParseShape(name))) << name;
}

}  // namespace
}  // namespace seep
