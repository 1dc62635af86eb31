#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <seep/leak_test_matchers.h>

namespace seep {
namespace {

using ::testing::Not;

LeakResult Ended(int exit_code) {
  LeakResult result;
  result.exit_code = exit_code;
  result.report = "LEAK  live heap grows by 16 B a request\n  sites";
  return result;
}

TEST(LeakTestMatchers, MatchByTheExitCode) {
  EXPECT_THAT(Ended(0), IsClean());
  EXPECT_THAT(Ended(0), Not(Leaks()));
  EXPECT_THAT(Ended(1), Leaks());
  EXPECT_THAT(Ended(1), Not(IsClean()));
  // INCONCLUSIVE is neither.
  EXPECT_THAT(Ended(3), Not(IsClean()));
  EXPECT_THAT(Ended(3), Not(Leaks()));
}

TEST(LeakTestMatchers, ShowTheReportWhenTheyFail) {
  EXPECT_NONFATAL_FAILURE(EXPECT_THAT(Ended(1), IsClean()),
                          "LEAK  live heap grows by 16 B a request\n  sites");
  EXPECT_NONFATAL_FAILURE(EXPECT_THAT(Ended(1), IsClean()), "Expected: leaks no memory");
}

}  // namespace
}  // namespace seep
