#include <gtest/gtest.h>

#include "runtime/go/collection_period.h"

namespace seep {
namespace {

constexpr nanoseconds kTwoMinutes = std::chrono::minutes(2);

TEST(GoCollectionPeriod, IsShortWhereCollectionsCostLittle) {
  GoCollectionPeriod period(kTwoMinutes);
  EXPECT_EQ(period.Now(), milliseconds(50));
  period.Took(0.001);
  EXPECT_EQ(period.Now(), milliseconds(50));
}

TEST(GoCollectionPeriod, LetsCollectionsTakeThreePercentOfACore) {
  GoCollectionPeriod period(kTwoMinutes);
  period.Took(0.030);
  EXPECT_EQ(std::chrono::round<milliseconds>(period.Now()), milliseconds(1000));
}

TEST(GoCollectionPeriod, TakesOneDearReadingForWhatElseTheProgramDid) {
  GoCollectionPeriod period(kTwoMinutes);
  period.Took(0.003);
  period.Took(0.300);
  EXPECT_EQ(std::chrono::round<milliseconds>(period.Now()), milliseconds(100));
  period.Took(0.300);
  EXPECT_EQ(std::chrono::round<milliseconds>(period.Now()), milliseconds(2000));
}

// It sleeps for half of it before a reading, which has patience for two seconds.
TEST(GoCollectionPeriod, IsNeverSoLongThatAReadingIsNotWaitedFor) {
  GoCollectionPeriod period(kTwoMinutes);
  period.Took(60);
  EXPECT_EQ(period.Now(), milliseconds(2000));
}

TEST(GoCollectionPeriod, IsNeverLongerThanTheProgramsOwn) {
  GoCollectionPeriod hasty(milliseconds(20));
  EXPECT_EQ(hasty.Now(), milliseconds(20));
  hasty.Took(0.001);
  EXPECT_EQ(hasty.Now(), milliseconds(20));
}

}  // namespace
}  // namespace seep
