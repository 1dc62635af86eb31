#include "report/missing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/recorded_kinds.h"

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Missing Of(const std::string& reason) { return MissingIn(UndecidedRun(reason)); }

TEST(Missing, IsANumberOfRequestsAndTheOptionThatSendsThem) {
  const Missing missing = Of("too few readings; more requests would decide (-n 60000)");
  EXPECT_EQ(missing.why, "anonymous memory: too few readings");
  EXPECT_EQ(missing.need, "-n 60000 would do: 30,000 more requests");
  EXPECT_THAT(missing.options, ElementsAre("-n", "60000"));
  EXPECT_EQ(missing.more, "");
}

TEST(Missing, IsATimeWhereThatIsTheBound) {
  EXPECT_EQ(Of("the readings vary too much to tell; more requests would decide (-t 60s)").need,
            "-t 60s would do: 56.1 s more");
  RunResult hunt = UndecidedRun("the readings vary too much; more requests would decide (-t 600s)");
  hunt.plan.time_of_all = milliseconds(300'000);
  EXPECT_EQ(MissingIn(hunt).need, "-t 600s would do: 5 min 00 s more for all shapes");
}

TEST(Missing, IsBothWhereBothHaveToBeSet) {
  const Missing missing = Of("it keeps 64 B; -n 40000 -t 12s would show whether there is a bound");
  EXPECT_EQ(missing.need, "-n 40000 -t 12s would do: 10,000 more requests");
  EXPECT_THAT(missing.options, ElementsAre("-n", "40000", "-t", "12s"));
}

TEST(Missing, IsTwiceTheTimeWhereTheReasonLeavesTheNumberOpen) {
  const Missing missing = Of("it lets go; a longer run (--time) would show whether what stays is");
  EXPECT_EQ(missing.need, "-t 8s would do: 4.1 s more");
  EXPECT_EQ(missing.more, "a longer run would show whether what stays is");
}

TEST(Missing, LeavesOtherCommandsAlone) {
  const Missing missing = Of("it grows with time; `seep watch --pid PID -t 600s` judges that");
  EXPECT_THAT(missing.options, IsEmpty());
  EXPECT_EQ(missing.need, "");
  EXPECT_EQ(missing.more, "`seep watch --pid PID -t 600s` judges that");
}

TEST(Missing, SaysTheRestOfTheReason) {
  const Missing missing = Of("it grows; more requests would show whether it ends (-n 60000)");
  EXPECT_EQ(missing.more, "more requests would show whether it ends");
  EXPECT_EQ(Of("too few; more would do (there are 12; twice as many may do)").more,
            "more would do (there are 12; twice as many may do)");
}

// Each has something to type, or says what judges instead.
TEST(Missing, IsKnownOfEveryReason) {
  for (const std::string& reason : UndecidedReasons()) {
    const Missing missing = Of(reason);
    EXPECT_TRUE(!missing.need.empty() || missing.more.find('`') != std::string::npos) << reason;
    EXPECT_EQ(missing.why.find(';'), std::string::npos) << missing.why;
  }
}

}  // namespace
}  // namespace seep
