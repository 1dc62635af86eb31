#include "report/sparkline.h"

#include <gtest/gtest.h>

#include <vector>

namespace seep {
namespace {

constexpr Tolerance kPages = {.slope = 0, .floor = 0, .resolution = 4096};

TEST(Sparkline, DrawsTheReadingsFromLowestToHighest) {
  EXPECT_EQ(Sparkline(std::vector<double>{100, 0, 7, 50}, 10, 0), "█▁▁▅");
  EXPECT_EQ(Sparkline({}, 10, 0), "");
  EXPECT_EQ(Sparkline(std::vector<double>{5, 5}, 10, 0), "▁▁");
}

TEST(Sparkline, HasAllReadingsInAsManyColumnsAsThereAre) {
  EXPECT_EQ(Sparkline(std::vector<double>{0, 2, 6, 8, 13, 15}, 3, 0), "▁▄█");
}

// The last of every few would make a slope of it.
TEST(Sparkline, DrawsASawtoothThatIsFasterThanItsColumnsAsALine) {
  std::vector<double> sawtooth;
  for (int i = 0; i < 330; ++i) sawtooth.push_back((i * 10) % 11);
  EXPECT_EQ(Sparkline(sawtooth, 10, 10), "▁▁▁▁▁▁▁▁▁▁");
}

TEST(Sparkline, DrawsAPageOrTwoAsNothingAndSomeMoreAsSomething) {
  const double base = 8e6, page = 4096;
  const double range = SparklineRangeMin(kPages, 30'000);
  EXPECT_EQ(Sparkline(std::vector{base, base + page, base + 2 * page}, 8, range), "▁▁▁");
  EXPECT_EQ(Sparkline(std::vector{base, base + 4 * page}, 8, range), "▁▂");
  EXPECT_EQ(Sparkline(std::vector{base, base + 100 * page}, 8, range), "▁█");
}

TEST(Sparkline, ClimbsAsFarAsTheGrowthIsOfWhatIsAccepted) {
  const Tolerance tolerance = {.slope = 8, .floor = 0, .resolution = 4096};
  const double range = SparklineRangeMin(tolerance, 30'000);
  EXPECT_EQ(Sparkline(std::vector<double>{0, 120'000}, 8, range), "▁▅");
  EXPECT_EQ(Sparkline(std::vector<double>{0, 480'000}, 8, range), "▁█");
}

}  // namespace
}  // namespace seep
