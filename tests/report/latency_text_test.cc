#include "report/latency_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace seep {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr uint64_t kUs = 1'000;
constexpr uint64_t kMs = 1'000'000;
constexpr uint64_t kSecond = 1'000'000'000;

Histogram Of(const std::vector<std::pair<uint64_t, int>>& values) {
  Histogram histogram;
  for (const auto& [value, count] : values) {
    for (int i = 0; i < count; ++i) histogram.Add(value);
  }
  return histogram;
}

std::vector<std::string> PlotOf(const Histogram& latency) {
  std::istringstream text(LatencyPlot(latency, UnitFor(latency)));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::string BarOf(int cells) {
  std::string bar;
  for (int i = 0; i < cells; ++i) bar += "█";
  return bar;
}

uint64_t CountIn(const std::string& line) {
  std::istringstream words(line);
  std::string bound, count;
  words >> bound >> count;
  count.erase(std::remove(count.begin(), count.end(), ','), count.end());
  return std::stoull(count);
}

TEST(FormatLatency, HasTheUnitThatFits) {
  EXPECT_EQ(FormatLatency(412 * kUs), "412 µs");
  EXPECT_EQ(FormatLatency(999'600), "1.00 ms");
  EXPECT_EQ(FormatLatency(1'204 * kUs), "1.20 ms");
  EXPECT_EQ(FormatLatency(999'999 * kUs), "1.00 s");
  EXPECT_EQ(FormatLatency(3'050 * kMs), "3.05 s");
}

TEST(QuantileLines, HaveOneUnitAndColumnsThatLineUp) {
  const Histogram latency = Of({{40 * kUs, 50}, {3 * kMs, 49}, {12 * kSecond, 1}});
  EXPECT_THAT(QuantileLines(latency, UnitFor(latency)),
              ElementsAre("   mean    p50    p75    p90    p95    p99      p99.9        max",
                          "121.490  0.040  3.015  3.015  3.015  3.015  12000.000  12000.000"));
  EXPECT_EQ(UnitFor(latency).name, "ms");
}

TEST(UnitFor, LeavesTheLowEndTwoDigits) {
  const auto text = [](uint64_t low, uint64_t high) {
    const LatencyUnit unit = UnitFor(Of({{low, 10}, {high, 10}}));
    return unit.Number(static_cast<double>(low)) + " " + unit.name;
  };
  EXPECT_EQ(text(8'200, kMs), "8.2 µs");
  EXPECT_EQ(text(82 * kUs, 9 * kMs), "82 µs");
  EXPECT_EQ(text(82 * kUs, 11 * kMs), "0.082 ms");
  EXPECT_EQ(text(820 * kUs, 11 * kMs), "0.82 ms");
  EXPECT_EQ(text(32 * kMs, 2 * kSecond), "32.0 ms");
  EXPECT_EQ(text(1'250 * kMs, 2 * kSecond), "1.25 s");
}

TEST(LatencyPlot, HasAsManyLinesAsAnswersSpreadOver) {
  const std::vector<std::string> narrow = PlotOf(Of({{400 * kUs, 30}, {440 * kUs, 10}}));
  ASSERT_EQ(narrow.size(), 3u) << "the heading, and two";
  EXPECT_THAT(narrow[0], HasSubstr("up to µs"));
  EXPECT_EQ(narrow[1], "        420             30   75.0 %  " + BarOf(40));
  EXPECT_EQ(narrow[2], "        440             10   25.0 %  " + BarOf(13));
}

TEST(LatencyPlot, TakesTwelveLinesAtMostAndCountsEachAnswerOnce) {
  for (const uint64_t factor : {2u, 10u, 1'000u, 1'000'000u, 1'000'000'000u}) {
    Histogram latency;
    uint64_t count = 0;
    for (double value = 20e3; value <= 20e3 * static_cast<double>(factor); value *= 1.01, ++count)
      latency.Add(static_cast<uint64_t>(value));
    const std::vector<std::string> lines = PlotOf(latency);
    EXPECT_LE(lines.size(), 13u) << factor;
    EXPECT_GE(lines.size(), 7u) << factor;
    uint64_t sum = 0;
    for (size_t i = 1; i < lines.size(); ++i) sum += CountIn(lines[i]);
    EXPECT_EQ(sum, count) << factor;
  }
}

TEST(LatencyPlot, HasFewLinesForFewAnswers) {
  Histogram latency;
  for (uint64_t i = 1; i <= 50; ++i) latency.Add(i * kMs);
  EXPECT_LE(PlotOf(latency).size(), 1u + 7u);
}

TEST(LatencyPlot, KeepsItsFinenessWhenOneAnswerWasSlow) {
  Histogram latency;
  for (uint64_t i = 0; i < 10'000; ++i) latency.Add(400 * kUs + i * 100);  // to 1.4 ms
  const size_t lines = PlotOf(latency).size();
  latency.Add(12 * kSecond);
  const std::vector<std::string> plot = PlotOf(latency);
  EXPECT_GE(plot.size() + 1, lines);
  EXPECT_THAT(plot.back(), HasSubstr("12000.00"));
  EXPECT_EQ(CountIn(plot.back()), 1u);
}

TEST(LatencyPlot, IsLeftOutWhereItWouldSayNothing) {
  EXPECT_TRUE(PlotOf(Of({{1 * kMs, 9}, {100 * kMs, 9}})).empty()) << "a few answers";
  EXPECT_TRUE(PlotOf(Of({{1 * kMs, 1'000}})).empty()) << "one line";
  EXPECT_TRUE(PlotOf({}).empty());
}

}  // namespace
}  // namespace seep
