#include "judge/no_sites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using testing::HasSubstr;

RunResult Leaking(Meter meter) {
  RunResult result;
  result.outcome = Outcome::kLeak;
  MeterVerdict judged;
  judged.meter = meter;
  judged.verdict.outcome = Outcome::kLeak;
  result.meters = {judged};
  return result;
}

MeterVerdict FlatHeap() {
  MeterVerdict flat;
  flat.meter = Meter::kLiveHeap;
  flat.verdict.outcome = Outcome::kClean;
  return flat;
}

TEST(NoSites, SaysWhichOptionLeavesThemOut) {
  RunResult result = Leaking(Meter::kHeldBytes);
  result.plan.heap = HeapMode::kOff;
  EXPECT_THAT(NoSites(result), HasSubstr("--heap off"));
  result.plan.sites = false;
  EXPECT_THAT(NoSites(result), HasSubstr("--no-sites"));
}

TEST(NoSites, SaysWhyTheHeapIsNotCounted) {
  RunResult result = Leaking(Meter::kHeldBytes);
  result.heap_note = "haproxy (pid 7) is linked statically";
  EXPECT_EQ(NoSites(result), "the live heap is not counted: haproxy (pid 7) is linked statically");
}

TEST(NoSites, SaysThatWhatGrowsHasNone) {
  EXPECT_THAT(NoSites(Leaking(Meter::kRuntimeHeap)), HasSubstr("was not asked"));
  EXPECT_THAT(NoSites(Leaking(Meter::kDescriptors)), HasSubstr("not memory"));
  RunResult outside = Leaking(Meter::kHeldBytes);
  outside.meters.insert(outside.meters.begin(), FlatHeap());
  EXPECT_THAT(NoSites(outside), HasSubstr("not allocated with malloc"));
  outside.interrupted = true;
  EXPECT_THAT(NoSites(outside), HasSubstr("interrupted"));
}

TEST(NoSites, SaysNothingWhereThereAreSomeOrNoneAreWanted) {
  RunResult result = Leaking(Meter::kLiveHeap);
  result.sites = SitePass{};
  EXPECT_EQ(NoSites(result), "");
  result = Leaking(Meter::kLiveHeap);
  result.outcome = Outcome::kClean;
  EXPECT_EQ(NoSites(result), "");
  result = Leaking(Meter::kHeldBytes);
  result.per = "second";  // a process that Seep did not start
  EXPECT_EQ(NoSites(result), "");
}

}  // namespace
}  // namespace seep
