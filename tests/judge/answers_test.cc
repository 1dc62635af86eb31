#include "judge/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace seep {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

RunResult Answered(uint64_t ok, uint64_t not_found, double seconds = 5) {
  RunResult result;
  result.load.statuses.answers = {{200, ok}, {404, not_found}};
  result.load.statuses.first_lines[404] = "HTTP/1.1 404 Not Found";
  result.load.requests = result.load.answers = ok + not_found;
  result.load.seconds = seconds;
  return result;
}

TEST(JudgeAnswers, FailsARunOfWhichMoreThanHalfWasNotAsAsked) {
  RunResult most = Answered(49, 51);
  JudgeAnswers(most);
  ASSERT_TRUE(most.failure);
  EXPECT_EQ(most.failure->fault, Fault::kTarget);
  EXPECT_THAT(most.failure->message,
              AllOf(HasSubstr("51 of 100 answers (51 %) were 404"),
                    HasSubstr("\"HTTP/1.1 404 Not Found\""), HasSubstr("--expect-status 2xx,404")));
  RunResult half = Answered(50, 50);
  JudgeAnswers(half);
  EXPECT_FALSE(half.failure);
}

TEST(JudgeAnswers, SaysWhatToTypeWhereAllAreSo) {
  const auto failure = MostlyUnasked({}, Answered(0, 5).load);
  ASSERT_TRUE(failure);
  EXPECT_THAT(failure->message, HasSubstr("(--expect-status 404)"));
  TrafficSpec spec;
  ASSERT_TRUE(spec.expected.Add("201"));
  EXPECT_THAT(MostlyUnasked(spec, Answered(5, 2).load)->message,
              HasSubstr("not as asked, most of them 200"));
  LoadResult some;
  some.statuses.answers = {{201, 1}, {200, 9}};
  EXPECT_THAT(MostlyUnasked(spec, some)->message, HasSubstr("(--expect-status 201,200)"));
}

TEST(JudgeAnswers, TakesWhatIsExpectedForAnAnswerAsAsked) {
  RunResult result = Answered(0, 100);
  ASSERT_TRUE(result.plan.traffic.expected.Add("404"));
  JudgeAnswers(result);
  EXPECT_FALSE(result.failure);
}

// 302 to everything was CLEAN: a class that does not change is no sign that it is what was meant.
TEST(JudgeAnswers, FailsOneKindOfAnswerToEverythingToo) {
  for (const int status : {302, 401, 404, 500}) {
    RunResult result;
    result.outcome = Outcome::kClean;
    result.load.statuses.answers[static_cast<uint16_t>(status)] = 9;
    JudgeAnswers(result);
    EXPECT_TRUE(result.failure) << status;
  }
}

TEST(JudgeAnswers, LeavesALeakAndARunThatWasBrokenOff) {
  RunResult leak = Answered(0, 100);
  leak.outcome = Outcome::kLeak;
  JudgeAnswers(leak);
  EXPECT_FALSE(leak.failure);
  RunResult stopped = Answered(0, 100);
  stopped.interrupted = true;
  JudgeAnswers(stopped);
  EXPECT_FALSE(stopped.failure);
  RunResult of_a_command;  // nothing is known of its answers
  of_a_command.load.answers = 1'000;
  JudgeAnswers(of_a_command);
  EXPECT_FALSE(of_a_command.failure);
}

TEST(GivesUpOnAnswers, TakesAsManyAnswersAndAsMuchTrafficAsTell) {
  EXPECT_FALSE(GivesUpOnAnswers(Answered(149, 150)));
  EXPECT_TRUE(GivesUpOnAnswers(Answered(149, 151)));
  EXPECT_FALSE(GivesUpOnAnswers(Answered(0, 10'000, 0.99)));
  EXPECT_TRUE(GivesUpOnAnswers(Answered(0, 10'000, 1.01)));
}

// Of such a server, the share among the first answers is above half by chance only.
TEST(GivesUpOnAnswers, IsNotFooledByChanceWhereFourOfTenAreGone) {
  const double deviation = std::sqrt(0.4 * 0.6 / static_cast<double>(kGiveUpAnswers));
  EXPECT_NEAR((kUnaskedMax - 0.4) / deviation, 3.5, 0.1);
}

TEST(GivesUpOnAnswers, GoesOnWhereALeakWasSeen) {
  RunResult result = Answered(0, 10'000);
  result.outcome = Outcome::kLeak;
  EXPECT_FALSE(GivesUpOnAnswers(result));
}

}  // namespace
}  // namespace seep
