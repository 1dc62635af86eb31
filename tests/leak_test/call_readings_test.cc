#include "leak_test/call_readings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <vector>

namespace seep::leak_test {
namespace {

using ::testing::Each;
using ::testing::Eq;

CallReadings ReadEvery(uint64_t calls) {
  CallReadings readings;
  while (readings.NextAt() <= calls) readings.Add(readings.NextAt(), 10 * readings.NextAt());
  return readings;
}

std::vector<uint64_t> CallsIn(const std::string& csv) {
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "calls,live heap");
  std::vector<uint64_t> calls;
  while (std::getline(lines, line)) {
    calls.push_back(std::stoull(line));
    EXPECT_EQ(line, std::to_string(calls.back()) + "," + std::to_string(10 * calls.back()));
  }
  return calls;
}

TEST(CallReadings, BeginBeforeTheFirstCallAndFollowEachOfTheFirst) {
  EXPECT_EQ(CallReadings().NextAt(), 0U);
  EXPECT_THAT(CallsIn(ReadEvery(5).Csv()), testing::ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(CallReadings, StayFewAndEvenlyApart) {
  for (const uint64_t calls : {600U, 5'000U, 1'000'000U}) {
    const CallReadings readings = ReadEvery(calls);
    EXPECT_GE(readings.size(), 256U) << calls;
    EXPECT_LT(readings.size(), 512U) << calls;
    const std::vector<uint64_t> at = CallsIn(readings.Csv());
    std::vector<uint64_t> steps;
    for (size_t i = 1; i < at.size(); ++i) steps.push_back(at[i] - at[i - 1]);
    EXPECT_THAT(steps, Each(Eq(steps.front()))) << calls;
    EXPECT_EQ(at.front(), 0U);
    EXPECT_GT(at.back() + steps.front(), calls);
  }
}

}  // namespace
}  // namespace seep::leak_test
