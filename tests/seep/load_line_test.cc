#include "seep/load_line.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

LoadProgress At(double seconds, uint64_t requests) {
  LoadProgress load;
  load.seconds = seconds;
  load.requests = requests;
  return load;
}

TEST(LivePace, IsThatOfTheLastSecondAndNotOfTheWholeLoad) {
  LivePace pace;
  EXPECT_DOUBLE_EQ(pace.Add(At(0.5, 1'000)), 2'000);
  EXPECT_DOUBLE_EQ(pace.Add(At(1, 2'000)), 2'000);
  for (int i = 1; i <= 20; ++i) pace.Add(At(1 + 0.15 * i, 2'000));
  EXPECT_DOUBLE_EQ(pace.Add(At(4.15, 2'000)), 0) << "the server hangs";
}

TEST(LivePace, IsNoneBeforeAnyTimeHasPassed) {
  LivePace pace;
  EXPECT_DOUBLE_EQ(pace.Add(At(0, 0)), 0);
}

TEST(LoadLine, TellsRequestsPaceErrorsLatenciesAndWhatIsDone) {
  LoadProgress load = At(2, 18'000);
  load.errors = 3;
  load.p50_ns = 412'000;
  load.p99_ns = 1'204'000;
  EXPECT_EQ(LoadLine(load, 9'800, 0.42, 80),
            "18,000 requests  9,800/s  3 errors  p50 412 µs  p99 1.20 ms  42 %");
  // 65 columns, and one for the cursor.
  EXPECT_EQ(LoadLine(load, 9'800, 0.42, 66), LoadLine(load, 9'800, 0.42, 80));
  EXPECT_EQ(LoadLine(load, 9'800, 0.42, 65),
            "18,000 requests  9,800/s  3 errors  p50 412 µs  p99 1.20 ms");
  EXPECT_EQ(LoadLine(load, 9'800, 0.42, 30), "18,000 requests  9,800/s");
}

TEST(LoadLine, HasNoLatenciesBeforeTheFirstAnswer) {
  LoadProgress load = At(1, 1);
  load.errors = 1;
  EXPECT_EQ(LoadLine(load, 1, 0.2, 80), "1 request  1/s  1 error  20 %");
}

}  // namespace
}  // namespace seep
