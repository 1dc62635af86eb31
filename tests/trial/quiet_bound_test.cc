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
  EXPECT_EQ(After({kBusy}).Next(), kMost / 2);
  EXPECT_EQ(After({kBusy, kBusy, kBusy}).Next(), kMost / 8);
  EXPECT_EQ(After({kByChance, kByChance, kByChance}).Next(), kMost / 8);
}

TEST(QuietBound, IsLongForAServerThatFallsQuiet) {
  EXPECT_EQ(After({kQuiet, kQuiet, kQuiet, kQuiet}).Next(), kMost);
  EXPECT_EQ(After({kQuiet, kBusy, kQuiet, kQuiet}).Next(), kMost / 2);
}

TEST(QuietBound, LeavesMostOfTheTimeToTheTrafficOfAServerThatIsNeverQuiet) {
  QuietBound bound(kMost);
  milliseconds waited(0);
  constexpr int kRounds = 60;
  for (int i = 0; i < kRounds; ++i) {
    waited += bound.Next();
    bound.Done(kBusy);
  }
  EXPECT_LE(waited, 2 * kMost + kRounds * milliseconds(100));
  EXPECT_EQ(bound.Next(), milliseconds(100)) << "what is left of the load's work passes in it";
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
