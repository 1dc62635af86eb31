#include "model/leading.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

MeterVerdict Growing(Meter meter, double pace, Outcome outcome = Outcome::kLeak) {
  MeterVerdict judged;
  judged.meter = meter;
  judged.tolerance = {.slope = 8, .floor = 1000, .resolution = 1};
  judged.verdict.outcome = outcome;
  judged.verdict.law = GrowthLaw::kSustained;
  judged.verdict.slope = {.estimate = pace, .low = pace * 0.9, .high = pace * 1.1};
  judged.verdict.judged_from = 10;
  judged.verdict.growth = 100'000;
  return judged;
}

// Of the leading meter of a LEAK with these.
std::string LeadingOf(std::vector<MeterVerdict> meters) {
  RunResult result;
  result.outcome = Outcome::kLeak;
  result.meters = std::move(meters);
  const MeterVerdict* leading = LeadingMeter(result);
  return leading == nullptr ? "none" : std::string(Name(leading->meter));
}

TEST(LeadingMeter, IsWhatIsCountedWhereItIsHalfOfWhatMemoryGrowsBy) {
  EXPECT_EQ(LeadingOf({Growing(Meter::kLiveHeap, 64), Growing(Meter::kHeldBytes, 75)}),
            "live_heap");
  EXPECT_EQ(LeadingOf({Growing(Meter::kLiveHeap, 50), Growing(Meter::kHeldBytes, 100)}),
            "live_heap");
  EXPECT_EQ(LeadingOf({Growing(Meter::kLiveHeap, 49), Growing(Meter::kHeldBytes, 100)}),
            "held_bytes");
}

// A Node.js server that keeps 900 B of objects and 20 B of blocks a request.
TEST(LeadingMeter, IsTheLargerOfTheTwoHeaps) {
  EXPECT_EQ(LeadingOf({Growing(Meter::kLiveHeap, 20), Growing(Meter::kRuntimeHeap, 900),
                       Growing(Meter::kHeldBytes, 1000)}),
            "runtime_heap");
  EXPECT_EQ(LeadingOf({Growing(Meter::kLiveHeap, 900), Growing(Meter::kRuntimeHeap, 20),
                       Growing(Meter::kHeldBytes, 1000)}),
            "live_heap");
}

// CPython's blocks have no bytes; a list that doubles is in the live heap, and says little.
TEST(LeadingMeter, IsMemoryWhereObjectsLeakThatAreOnlyCounted) {
  const MeterVerdict list = Growing(Meter::kLiveHeap, 8.6, Outcome::kInconclusive);
  const MeterVerdict objects = Growing(Meter::kRuntimeObjects, 1);
  EXPECT_EQ(LeadingOf({list, objects, Growing(Meter::kHeldBytes, 120)}), "held_bytes");
  EXPECT_EQ(LeadingOf({list, objects, Growing(Meter::kHeldBytes, 120, Outcome::kClean)}),
            "runtime_objects");
  EXPECT_EQ(LeadingOf({Growing(Meter::kLiveHeap, 600), objects}), "live_heap");
  EXPECT_EQ(LeadingOf({list, Growing(Meter::kRuntimeHeap, 40), objects}), "runtime_heap");
}

TEST(LeadingMeter, IsNoCountWhereMemoryGrows) {
  for (const Meter count : {Meter::kDescriptors, Meter::kThreads, Meter::kMappings}) {
    EXPECT_EQ(LeadingOf({Growing(Meter::kHeldBytes, 5'000), Growing(count, 1)}), "held_bytes");
    EXPECT_EQ(
        LeadingOf({Growing(Meter::kHeldBytes, 5'000, Outcome::kInconclusive), Growing(count, 1)}),
        "held_bytes");
    EXPECT_EQ(LeadingOf({Growing(Meter::kHeldBytes, 5'000, Outcome::kClean), Growing(count, 1)}),
              std::string(Name(count)));
    EXPECT_EQ(
        LeadingOf({Growing(Meter::kHeldBytes, 8.5, Outcome::kInconclusive), Growing(count, 1)}),
        std::string(Name(count)))
        << "its interval is not above the tolerance";
  }
}

TEST(LeadingMeter, IsNoStoreByKeyAndNothingThatSlowsDown) {
  MeterVerdict by_key = Growing(Meter::kHeldBytes, 5'000, Outcome::kInconclusive);
  by_key.by_key = true;
  EXPECT_EQ(LeadingOf({by_key, Growing(Meter::kDescriptors, 1)}), "descriptors");
  MeterVerdict slowing = Growing(Meter::kHeldBytes, 5'000, Outcome::kInconclusive);
  slowing.verdict.law = GrowthLaw::kSlowing;
  EXPECT_EQ(LeadingOf({slowing, Growing(Meter::kDescriptors, 1)}), "descriptors");
}

TEST(LeadingMeter, IsNoneWhereNothingLeaks) {
  RunResult result;
  result.meters = {Growing(Meter::kLiveHeap, 64, Outcome::kInconclusive)};
  EXPECT_EQ(LeadingMeter(result), nullptr);
}

}  // namespace
}  // namespace seep
