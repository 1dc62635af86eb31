#include "trial/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trial/bad_end.h"

namespace seep {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Le;
using ::testing::SizeIs;

TEST(MakeRoom, KeepsReadingsOfAWholeDayWithinBoundsAndEvenlyApart) {
  std::vector<Round> readings;
  milliseconds interval{500};
  for (milliseconds now = interval; now < std::chrono::hours(24); now += interval) {
    Round round;
    round.sample.seconds = Seconds(now);
    readings.push_back(std::move(round));
    if (readings.size() > kReadingsMax) MakeRoom(readings, interval);
    ASSERT_LE(readings.size(), 4096u);
  }
  // Enough of them for a verdict, and from the whole day.
  EXPECT_THAT(readings, SizeIs(AllOf(Ge(2048u), Le(4096u))));
  EXPECT_LT(readings.front().sample.seconds, 60);
  EXPECT_GT(readings.back().sample.seconds, 86'340);
  for (size_t i = 1; i < readings.size(); ++i) {
    const double apart = readings[i].sample.seconds - readings[i - 1].sample.seconds;
    ASSERT_LE(apart, Seconds(interval)) << i;
    ASSERT_GE(apart, Seconds(interval) / 2) << i;
  }
}

TEST(TellBadEnd, MakesAFailureOfAllButALeak) {
  RunResult clean;
  clean.outcome = Outcome::kClean;
  clean.output_tail = "no room\n";
  TellBadEnd("the command exited with status 3", clean);
  ASSERT_TRUE(clean.failure);
  EXPECT_EQ(clean.failure->fault, Fault::kTarget);
  EXPECT_EQ(clean.failure->message,
            "the command exited with status 3. Its last output:\n  no room");
  RunResult leak;
  leak.outcome = Outcome::kLeak;
  TellBadEnd("the command was killed by signal 9", leak);
  EXPECT_FALSE(leak.failure);
  EXPECT_THAT(leak.warnings, ElementsAre("the command was killed by signal 9"));
}

TEST(Watch, TellsWhatIsKnownSoFarAfterEachReading) {
  WatchPlan plan{.command = {"sleep", "1000"}, .interval = milliseconds(1), .tolerance = {}};
  std::stop_source stop;
  size_t told = 0;
  const RunResult result = Watch(plan, stop.get_token(), {}, [&](const RunResult& so_far) {
    EXPECT_EQ(so_far.rounds.size(), ++told);
    EXPECT_EQ(so_far.pid, so_far.After().processes.at(0).pid);
    EXPECT_FALSE(so_far.meters.empty());
    if (told == 20) stop.request_stop();
  });
  EXPECT_EQ(told, 20u);
  EXPECT_FALSE(result.failure);
  EXPECT_TRUE(result.interrupted);
}

}  // namespace
}  // namespace seep
