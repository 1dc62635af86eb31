#include "report/load_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace seep {
namespace {

TEST(LoadCsv, HasALineForEachPercentInMilliseconds) {
  Histogram latency;
  for (uint64_t i = 1; i <= 100; ++i) latency.Add(i * 20'000'000);
  const std::string text = LoadCsv(latency);
  EXPECT_TRUE(text.starts_with("Percentage served,Time in ms\n0,20."));
  EXPECT_TRUE(text.ends_with("\n100,2000.000\n")) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 102);
  EXPECT_THAT(text, testing::ContainsRegex("\n50,10[01][0-9]\\.[0-9]{3}\n")) << "to 1.6 %";
}

}  // namespace
}  // namespace seep
