#include "judge/expected_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using ::testing::HasSubstr;

// 10 s, 10,000 requests and 1 MB of the 2 MB that a cache may take.
TEST(FillsExpectedCache, NamesTheTimeUntilItIsFullAndHalfAsLongAgain) {
  RunResult result;
  result.plan.expect_cache_bytes = 2'000'000;
  const auto sample = [](uint64_t requests, double seconds) {
    Sample made;
    made.requests = requests;
    made.seconds = seconds;
    made.processes.resize(1);
    made.processes[0].memory.anonymous = static_cast<int64_t>(100 * requests);
    return made;
  };
  result.first = sample(0, 0);
  result.load.requests = result.load.answers = 10'000;
  result.rounds.resize(1);
  result.rounds[0].sample = sample(10'000, 10);
  MeterVerdict judged;
  judged.meter = Meter::kHeldBytes;
  judged.verdict.slope = {.estimate = 100, .low = 99, .high = 101};
  const auto said = FillsExpectedCache(result, judged);
  ASSERT_TRUE(said);
  EXPECT_THAT(*said, HasSubstr("at this pace 10,000 more (-t 30s)"));
}

}  // namespace
}  // namespace seep
