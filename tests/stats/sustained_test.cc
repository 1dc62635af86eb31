#include "stats/sustained.h"

#include <gtest/gtest.h>

#include "stats/series.h"

namespace seep {
namespace {

constexpr double kConfidence = 0.9995;
constexpr double kEnd = 100 * 500;

SustainedGrowth Fit(SeriesMaker& maker, const SeriesMaker::Growth& growth, double noise = 2000) {
  return FitSustained(maker.Make(100, 500, growth, noise), kConfidence, kPage);
}

TEST(FitSustained, FindsTheSlopeOfLinearGrowth) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    SeriesMaker maker(seed);
    const SustainedGrowth growth = Fit(maker, [](double x) { return 64 * x; });
    EXPECT_LE(growth.slope.low, 64);
    EXPECT_GE(growth.slope.high, 64);
    EXPECT_GT(growth.slope.low, 48);
    EXPECT_LT(growth.slope.high, 80);
  }
}

TEST(FitSustained, TellsALeakFromTheWarmUpBesideIt) {
  SeriesMaker maker(1);
  const SustainedGrowth growth =
      Fit(maker, [](double x) { return 64 * x + 5e6 * (1 - std::exp(-x / 4000)); });
  EXPECT_LE(growth.slope.low, 64);
  EXPECT_GE(growth.slope.high, 64);
  EXPECT_GT(growth.slope.low, 32);
  EXPECT_NEAR(growth.warm_up, 5e6, 1e6);
}

TEST(FitSustained, LeavesRoomForNoSlopeBesideGrowthThatDiesOut) {
  const double c = 0.05 * kEnd;
  const SeriesMaker::Growth shapes[] = {
      [=](double x) { return 2e6 * std::log1p(x / c); },
      [=](double x) { return 5e6 * std::sqrt(x / kEnd); },
      [=](double x) { return 5e6 * x / (x + c); },
      [=](double x) { return 5e6 * std::pow(x / kEnd, 0.3); },
      [=](double x) { return 2e6 * (2 - std::exp(-x / c) - std::exp(-5 * x / c)); },
      [=](double x) { return 5e6 * std::min(1.0, x / (0.4 * kEnd)); },
  };
  for (const auto& shape : shapes) {
    SeriesMaker maker(7);
    EXPECT_LE(Fit(maker, shape).slope.low, 0) << &shape - shapes;
  }
}

// A ramp far larger than the creep after it, which a mixture of the grid's scales alone fits badly.
TEST(FitSustained, LeavesRoomForNoSlopeBesideCreepAfterARamp) {
  int wrong = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SeriesMaker maker(seed);
    const double ramp = 1e7 * std::pow(10, maker.Uniform());
    const double ends = kEnd * (0.01 + 0.09 * maker.Uniform());
    const double c = kEnd * (0.02 + 0.15 * maker.Uniform());
    const auto growth = [&](double x) {
      const double creep = seed % 3 == 0   ? std::log1p(x / c)
                           : seed % 3 == 1 ? std::sqrt(x / kEnd)
                                           : 1 - std::exp(-x / c);
      return ramp * std::min(1.0, x / ends) + 2e6 * creep;
    };
    wrong += FitSustained(maker.Make(100, 500, growth), kConfidence, kPage).slope.low > 0;
  }
  EXPECT_EQ(wrong, 0);
}

TEST(FitSustained, SaysThatGrowthBeganLate) {
  SeriesMaker maker(1);
  EXPECT_TRUE(Fit(maker, [](double x) { return 200 * std::max(0.0, x - 0.45 * kEnd); }).late);
  EXPECT_FALSE(Fit(maker, [](double x) { return 200 * std::max(0.0, x - 0.1 * kEnd); }).late);
  EXPECT_FALSE(Fit(maker, [](double x) { return 200 * std::max(0.0, x - 0.23 * kEnd); }).late);
}

// Under noise, one straight series in 25 seems to.
TEST(FitSustained, SaysThatGrowthSlowsDownWhereItClearlyDoes) {
  int linear = 0;
  int slowing = 0;
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    SeriesMaker maker(seed);
    linear += Fit(
                  maker, [](double x) { return 64 * x; }, 5e3)
                  .slows;
    const auto bent = [](double x) { return 5e6 * (1 - std::exp(-x / kEnd / 0.7)); };
    slowing += Fit(maker, bent, 4e5).slows;
  }
  EXPECT_LE(linear, 6);
  EXPECT_GE(slowing, 45);
}

TEST(FitSustained, EndsWhereTheNoiseIsNothingBesideTheReadings) {
  std::vector<Point> points;
  for (int i = 1; i <= 40; ++i) points.push_back({i * 1e3, 1e18 + (i % 3) * 1e15});
  const SustainedGrowth growth = FitSustained(points, kConfidence, 1);
  EXPECT_LE(growth.slope.low, growth.slope.high);
}

}  // namespace
}  // namespace seep
