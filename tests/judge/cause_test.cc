#include "judge/cause.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

MeterVerdict Leaking(Meter meter, double pace) {
  MeterVerdict judged;
  judged.meter = meter;
  judged.verdict.outcome = Outcome::kLeak;
  judged.verdict.slope = {.estimate = pace, .low = pace, .high = pace};
  return judged;
}

RunResult Leak(double live, double held) {
  RunResult result;
  result.outcome = Outcome::kLeak;
  result.meters = {Leaking(Meter::kLiveHeap, live), Leaking(Meter::kHeldBytes, held)};
  result.mappings = {{"[anon]", 0, 1 << 20}};
  return result;
}

TEST(Cause, IsMemoryInUseWhereTheLiveHeapIsMostOfIt) {
  EXPECT_THAT(Cause(Leak(72, 80)), StartsWith("memory in use"));
}

TEST(Cause, SaysHowLittleOfItTheLiveHeapIs) {
  RunResult result = Leak(4, 86);
  EXPECT_EQ(Cause(result),
            "memory outside of malloc, mostly: the live heap grows by 4 B of the 86 B a request; "
            "[anon] grew most, by 1.0 MiB");
  result.mappings[0].name = "thread stacks";
  EXPECT_THAT(Cause(result), StartsWith("stacks of threads, mostly: the live heap grows by 4 B"));
}

// What leaks first in order is not what it is about.
TEST(Cause, IsThatOfTheLeadingMeter) {
  RunResult result = Leak(20, 1'000);
  result.meters.push_back(Leaking(Meter::kRuntimeHeap, 900));
  EXPECT_THAT(Cause(result), HasSubstr("the runtime's heap"));
  result.meters = {Leaking(Meter::kRuntimeObjects, 1), Leaking(Meter::kHeldBytes, 120)};
  EXPECT_THAT(Cause(result), HasSubstr("the runtime's heap"));
  result.meters = {Leaking(Meter::kGoroutines, 1)};
  EXPECT_THAT(Cause(result), HasSubstr("goroutines that are started"));
  result.meters = {Leaking(Meter::kDescriptors, 1)};
  EXPECT_THAT(Cause(result), HasSubstr("opened and not closed"));
}

}  // namespace
}  // namespace seep
