#include "report/load_text.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

TEST(LoadText, ShowsRateLatencyAnswersAndErrors) {
  TrafficSpec spec;
  LoadResult result;
  result.requests = 20'000;
  result.answers = 19'998;
  result.status_class[2] = 19'000;
  result.status_class[4] = 998;
  result.connections = 7;
  result.connections_peak = 4;
  result.bytes_received = 4'096'000;
  result.body_bytes_received = 2'048'000;
  result.seconds = 2;
  result.errors[static_cast<size_t>(LoadError::kReset)] = 2;
  result.error_example = "127.0.0.1:80: Connection reset by peer";
  for (uint64_t i = 1; i <= 100; ++i) result.latency.Add(i * 1000);
  EXPECT_EQ(LoadText(spec, result),
            "requests     20,000 in 2.0 s, 10,000/s\n"
            "answers      19,000 2xx, 998 4xx\n"
            "latency      p50 50 µs, p90 90 µs, p99 99 µs, p99.9 100 µs, max 100 µs\n"
            "connections  7 opened, 4 of 4 at once\n"
            "received     3.9 MiB (2.0 MiB of it bodies), 2.0 MiB/s\n"
            "errors       2 connection reset\n"
            "             the first: 127.0.0.1:80: Connection reset by peer\n");
}

}  // namespace
}  // namespace seep
