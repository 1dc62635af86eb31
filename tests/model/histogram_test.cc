#include "model/histogram.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

TEST(Histogram, IsExactForSmallValues) {
  Histogram histogram;
  for (uint64_t value = 1; value <= 100; ++value) histogram.Add(value);
  EXPECT_EQ(histogram.count(), 100u);
  EXPECT_EQ(histogram.Quantile(0.5), 50u);
  EXPECT_EQ(histogram.Quantile(1), 100u);
  EXPECT_EQ(histogram.max(), 100u);
  EXPECT_DOUBLE_EQ(histogram.mean(), 50.5);
}

TEST(Histogram, KnowsAnyValueToWithin1Point6Percent) {
  for (uint64_t value = 1; value < (uint64_t{1} << 62); value = value * 3 / 2 + 1) {
    Histogram histogram;
    histogram.Add(value);
    histogram.Add(value * 2);  // so that max() does not decide
    const uint64_t known = histogram.Quantile(0.5);
    EXPECT_GE(known, value);
    EXPECT_LE(static_cast<double>(known), static_cast<double>(value) * 1.016 + 1) << value;
  }
}

TEST(Histogram, AddsUp) {
  Histogram low, high;
  for (uint64_t i = 0; i < 90; ++i) low.Add(10);
  for (uint64_t i = 0; i < 10; ++i) high.Add(1'000'000);
  low.Add(high);
  EXPECT_EQ(low.count(), 100u);
  EXPECT_EQ(low.Quantile(0.9), 10u);
  EXPECT_EQ(low.Quantile(0.91), 1'000'000u);
}

TEST(Histogram, GivesItsBucketsUpToTheMaximum) {
  Histogram histogram;
  for (const uint64_t value : {7u, 1'000'000u, 7u, 3u}) histogram.Add(value);
  const std::vector<Histogram::Bucket> buckets = histogram.Buckets();
  ASSERT_EQ(buckets.size(), 3u);
  EXPECT_EQ(buckets[0].upper, 3u);
  EXPECT_EQ(buckets[0].count, 1u);
  EXPECT_EQ(buckets[1].upper, 7u);
  EXPECT_EQ(buckets[1].count, 2u);
  EXPECT_EQ(buckets[2].upper, 1'000'000u) << "not its bucket's edge";
  EXPECT_EQ(buckets[2].count, 1u);
}

TEST(Histogram, IsZeroWhenEmpty) {
  const Histogram histogram;
  EXPECT_EQ(histogram.Quantile(0.99), 0u);
  EXPECT_DOUBLE_EQ(histogram.mean(), 0);
  EXPECT_TRUE(histogram.Buckets().empty());
}

}  // namespace
}  // namespace seep
