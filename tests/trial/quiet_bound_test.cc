#include "trial/quiet_bound.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

constexpr milliseconds kMost(2000);
constexpr QuietReport kQuiet{.quiet = true, .seconds = 0.02, .cpu_share = 0, .open_connections = 0};
constexpr QuietReport kBusy{.quiet = false, .seconds = 2, .cpu_share = 1, .open_connections = 0};
constexpr QuietReport kByChance{
    .quiet = true, .seconds = 1.5, .cpu_share = 0, .open_connections = 0};
constexpr QuietReport kBacklog{.quiet = false, .seconds = 2, .cpu_share = 1, .open_connections = 3};

QuietBound After(std::initializer_list<QuietReport> reports) {
  QuietBound bound(kMost);
  for (const QuietReport& report : reports) bound.Done(report);
  return bound;
}

TEST(QuietBound, IsShortForAServerThatWorksWithoutLoad) {
  EXPECT_EQ(After({}).Next(), kMost);
  EXPECT_EQ(After({kBusy, kBusy}).Next(), kMost);
  EXPECT_LT(After({kBusy, kBusy, kBusy}).Next(), kMost / 5);
  EXPECT_LT(After({kByChance, kByChance, kByChance}).Next(), kMost / 5);
}

TEST(QuietBound, IsLongForAServerThatFallsQuiet) {
  EXPECT_EQ(After({kQuiet, kQuiet, kQuiet, kQuiet}).Next(), kMost);
  EXPECT_EQ(After({kBusy, kQuiet, kQuiet, kBusy}).Next(), kMost);
}

TEST(QuietBound, StaysShortThoughTheServerFallsQuietByChance) {
  EXPECT_LT(After({kBusy, kQuiet, kBusy, kByChance, kQuiet}).Next(), kMost / 5);
}

TEST(QuietBound, IsLongForWhatComesFromTheLoad) {
  EXPECT_EQ(After({kBacklog, kBacklog, kBacklog, kBacklog}).Next(), kMost);
}

TEST(QuietBound, IsNeverLongerThanAsked) {
  QuietBound bound(milliseconds(50));
  for (int i = 0; i < 5; ++i) bound.Done(kBusy);
  EXPECT_EQ(bound.Next(), milliseconds(50));
}

}  // namespace
}  // namespace seep
