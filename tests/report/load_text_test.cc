#include "report/load_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using testing::HasSubstr;
using testing::Not;

void AddErrors(LoadResult& result, LoadError kind, uint64_t count, const std::string& example) {
  result.requests += count;
  result.errors[static_cast<size_t>(kind)] = count;
  result.error_examples[static_cast<size_t>(kind)] = example;
}

// 20,000 requests in 2 s, on all of the 4 connections.
LoadResult Load() {
  LoadResult result;
  result.requests = result.answers = 20'000;
  result.statuses.answers = {{200, 20'000}};
  result.connections = result.connections_peak = 4;
  result.bytes_received = 4'096'000;
  result.body_bytes_received = 2'048'000;
  result.seconds = 2;
  return result;
}

TEST(LoadText, ShowsRateLatencyAnswersAndErrorsOfEachKindWithAnExample) {
  LoadResult result = Load();
  result.statuses.answers = {{200, 19'002}, {404, 998}};
  result.connections = 7;
  AddErrors(result, LoadError::kReset, 2, "GET / at [::1]:80: connection reset: before the answer");
  AddErrors(result, LoadError::kTimeout, 1, "GET / at [::1]:80: timed out: no whole answer");
  for (uint64_t i = 0; i < 200; ++i) result.latency.Add((i / 2 + 1) * 1000);
  EXPECT_EQ(LoadText({}, result),
            "requests     20,003 in 2.0 s, 10,001/s\n"
            "answers      200 × 19,002, 404 × 998\n"
            "             5 % of the answers were 404\n"
            "latency µs   mean   p50   p75   p90   p95   p99  p99.9    max\n"
            "             50.5  50.2  75.8  90.1  95.2  99.3  100.0  100.0\n"
            "connections  7 opened, 4 of 4 at once\n"
            "received     3.9 MiB (2.0 MiB of it bodies), 2.0 MiB/s\n"
            "errors       1 timed out\n"
            "               GET / at [::1]:80: timed out: no whole answer\n"
            "             2 connection reset\n"
            "               GET / at [::1]:80: connection reset: before the answer\n"
            "\n"
            "   up to µs        answers\n"
            "        1.5              2    1.0 %  █\n"
            "        2.2              2    1.0 %  █\n"
            "        3.2              2    1.0 %  █\n"
            "        4.6              2    1.0 %  █\n"
            "        6.8              4    2.0 %  ██\n"
            "       10.0              6    3.0 %  ████\n"
            "       15.0             10    5.0 %  ██████\n"
            "       22.0             14    7.0 %  ████████\n"
            "       32.0             20   10.0 %  ████████████\n"
            "       46.0             28   14.0 %  █████████████████\n"
            "       68.0             44   22.0 %  ███████████████████████████\n"
            "      100.0             66   33.0 %  ████████████████████████████████████████\n");
}

TEST(LoadText, SaysWhetherTheRateWasReached) {
  TrafficSpec spec;
  spec.rate = 10'000;
  EXPECT_THAT(LoadText(spec, Load()),
              HasSubstr("requests     20,000 in 2.0 s, 10,000/s of 10,000/s\n"
                        "answers"));
  spec.rate = 12'000;
  EXPECT_THAT(LoadText(spec, Load()),
              HasSubstr("10,000/s of 12,000/s\n"
                        "             the rate was not reached: answers took too long for 4 "
                        "connections (-c opens more)\n"));
  LoadResult failing = Load();
  AddErrors(failing, LoadError::kReset, 1, "reset");
  EXPECT_THAT(LoadText(spec, failing), HasSubstr("the rate was not reached: see the errors\n"));
}

TEST(LoadText, NamesHttp2AndItsStreams) {
  TrafficSpec spec;
  EXPECT_THAT(LoadText(spec, Load()), Not(HasSubstr("HTTP/2")));
  spec.http2 = true;
  spec.streams = 10;
  EXPECT_THAT(LoadText(spec, Load()),
              HasSubstr("HTTP/2       10 streams at once on a connection\n"));
}

TEST(LoadText, HasNoLatencyWhereNothingWasAnswered) {
  EXPECT_THAT(LoadText({}, {}), Not(HasSubstr("latency")));
  EXPECT_THAT(LoadText({}, {}), Not(HasSubstr("up to")));
}

TEST(LoadText, SaysNothingOfTheConcurrencyThatWasReached) {
  EXPECT_THAT(LoadText({}, Load()), Not(HasSubstr("not reached")));
}

TEST(LoadText, SaysWhyTheConcurrencyWasNotReached) {
  TrafficSpec spec;
  spec.connections = 64;
  const auto reason = [&](const LoadResult& result) {
    const std::string text = LoadText(spec, result);
    const std::string begin = "             64 at once were not reached: ";
    const size_t at = text.find(begin);
    if (at == std::string::npos) return text;
    return text.substr(at + begin.size(), text.find('\n', at) - at - begin.size());
  };
  EXPECT_EQ(reason(Load()), "the requests were done before the others were open");
  LoadResult few = Load();
  few.requests = 3;
  EXPECT_EQ(reason(few), "only 3 requests were sent");
  few.requests = 1;
  EXPECT_EQ(reason(few), "only 1 request was sent");
  LoadResult failing = Load();
  AddErrors(failing, LoadError::kReset, 1, "reset");
  EXPECT_EQ(reason(failing), "connections ended early, see the errors");
  AddErrors(failing, LoadError::kConnectFailed, 1'000, "out of descriptors");
  AddErrors(failing, LoadError::kConnectTimeout, 200, "no connection");
  EXPECT_EQ(reason(failing), "1,200 could not be opened, see the errors");
  LoadResult closing = Load();
  closing.connections = 20'000;
  EXPECT_EQ(reason(closing), "each was over before the others were open");
  spec.shape = {.name = "close", .reuse = false};
  EXPECT_EQ(reason(closing), "each was over before the others were open (-k keeps them open)");
  spec.rate = 100;
  EXPECT_EQ(reason(closing), "the rate needed no more");
}

}  // namespace
}  // namespace seep
