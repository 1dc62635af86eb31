// Functions of known growth, called in this process and judged by seep itself.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <seep/leak_test.h>
#include <seep/leak_test_matchers.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <list>
#include <memory>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "leak_test/scratch_folder.h"
#include "sanitized.h"

namespace seep {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kFloorBytes = 32 * 1024;  // of a series of readings: docs/statistics.md

// What glibc takes for a block of 16 bytes, or a sanitizer says that was asked for.
constexpr double kBlockBytes = kSanitized ? 16 : 32;

nlohmann::json Recorded(Calls calls) {
  const leak_test::ScratchFolder scratch;
  LeakOf(calls.Json(scratch.Of("run.json")));
  return nlohmann::json::parse(leak_test::ReadFile(scratch.Of("run.json")));
}

double LastCall(const nlohmann::json& run) { return run["series"]["points"].back()["x"]; }

TEST(LeakOfAFunction, IsCleanWhereItFreesWhatItAllocates) {
  const auto begin = steady_clock::now();
  EXPECT_THAT(LeakOf([] { const std::vector<int> gone(1'000); }), IsClean());
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(kSanitized ? 30 : 3));
}

TEST(LeakOfAFunction, IsALeakWhereEachCallKeepsABlock) {
  std::vector<std::unique_ptr<char[]>> kept;
  kept.reserve(4'000'000);
  const LeakResult result = LeakOf([&] { kept.push_back(std::make_unique<char[]>(16)); });
  EXPECT_THAT(result, Leaks());
  ASSERT_TRUE(result.bytes_per_request);
  EXPECT_NEAR(result.bytes_per_request->estimate, kBlockBytes, 0.5);
  EXPECT_LE(result.bytes_per_request->low, kBlockBytes);
  EXPECT_THAT(result.headline, AllOf(HasSubstr("LEAK  live heap grows by"), HasSubstr("a call")));
}

TEST(LeakOfAFunction, IsALeakWhereOneCallInAHundredKeepsABlock) {
  std::vector<std::unique_ptr<char[]>> kept;
  kept.reserve(40'000);
  int calls = 0;
  const LeakResult result = LeakOf([&] {
    if (++calls % 100 == 0) kept.push_back(std::make_unique<char[]>(16));
  });
  EXPECT_THAT(result, Leaks());
  ASSERT_TRUE(result.bytes_per_request);
  EXPECT_NEAR(result.bytes_per_request->estimate, kBlockBytes / 100, 0.05);
}

TEST(LeakOfAFunction, IsCleanWhereACacheFillsAndStops) {
  std::unordered_map<int, std::string> cache;
  int calls = 0;
  EXPECT_THAT(LeakOf([&] { cache.try_emplace(++calls % 5'000, 100, 'x'); }), IsClean());
}

// In steps ever farther apart, the last of which may be just behind.
TEST(LeakOfAFunction, IsNotCleanWhereAVectorGrowsForEver) {
  std::vector<uint64_t> kept;
  EXPECT_THAT(LeakOf([&] { kept.push_back(kept.size()); }), Not(IsClean()));
}

// What a test may take of its machine.
TEST(LeakOfAFunction, IsALeakBeforeItTakesTheMachinesMemory) {
  constexpr double kMiB = 1024 * 1024;
  std::vector<std::unique_ptr<char[]>> kept;
  EXPECT_THAT(LeakOf([&] { kept.push_back(std::make_unique<char[]>(size_t{1} << 20)); }), Leaks());
  EXPECT_GE(static_cast<double>(kept.size()) * kMiB, 128 * kMiB);
  EXPECT_LT(static_cast<double>(kept.size()) * kMiB, 256 * kMiB);
}

TEST(LeakOfAFunction, IsUndecidedAfterTooFewCalls) {
  const LeakResult result = LeakOf(Calls([] { free(malloc(16)); }).Count(100));
  EXPECT_THAT(result, AllOf(Not(IsClean()), Not(Leaks())));
  EXPECT_EQ(result.verdict, LeakVerdict::kInconclusive);
}

TEST(LeakOfAFunction, CallsItAsOftenAsIsAsked) {
  for (const int asked : {511, 512, 513, 54'321}) {
    int calls = 0;
    LeakOf(Calls([&] { ++calls; }).Count(static_cast<uint64_t>(asked)));
    EXPECT_EQ(calls, asked);
  }
}

TEST(LeakOfAFunction, AcceptsGrowthWithinTheTolerance) {
  std::vector<std::unique_ptr<char[]>> kept;
  kept.reserve(40'000);
  const auto keep = [&] { kept.push_back(std::make_unique<char[]>(16)); };
  EXPECT_THAT(LeakOf(Calls(keep).Count(20'000).Tolerance(2 * kBlockBytes)), IsClean());
  EXPECT_THAT(LeakOf(Calls(keep).Count(20'000).Tolerance(kBlockBytes / 2)), Leaks());
}

// A leak at the tolerance has to come to more than the floor in the later half.
TEST(LeakOfAFunction, IsCalledAsOftenAsTheToleranceTakes) {
  for (const double tolerance : {8.0, 2.0}) {
    const auto run = Recorded(Calls([] {}).Tolerance(tolerance));
    EXPECT_EQ(run["verdict"], "CLEAN");
    EXPECT_GT(LastCall(run) * tolerance / 2, kFloorBytes);
    EXPECT_LT(LastCall(run) * tolerance / 2, 1.5 * kFloorBytes);
  }
}

// What `seep run` accepts in a live heap: one small block in 300 calls.
TEST(LeakOfAFunction, IsHeldAgainstTheFinestToleranceWhereItIsQuick) {
  EXPECT_DOUBLE_EQ(Recorded(Calls([] {}))["plan"]["tolerance"], 0.1);
}

// A quarter of the smallest block that glibc gives out.
TEST(LeakOfAFunction, IsHeldAgainstNoCoarserToleranceThanAQuarterOfABlock) {
  EXPECT_DOUBLE_EQ(Recorded(Calls([] {}).Count(1'000))["plan"]["tolerance"], 8);
}

void SpinFor(std::chrono::microseconds time) {
  const auto end = steady_clock::now() + time;
  while (steady_clock::now() < end) continue;
}

// A second is what a unit test may take.
TEST(LeakOfAFunction, TakesASecondWhereItIsSlow) {
  const auto begin = steady_clock::now();
  auto last = begin;
  EXPECT_THAT(LeakOf([&] {
                SpinFor(std::chrono::microseconds(5));
                last = steady_clock::now();
              }),
              IsClean());
  EXPECT_GE(last - begin, milliseconds(1'000));
  EXPECT_LT(last - begin, milliseconds(1'900));
}

TEST(LeakOfAFunction, EndsWhenItsTimeIsUp) {
  int calls = 0;
  const auto begin = steady_clock::now();
  const LeakResult result = LeakOf(Calls([&] {
                                     ++calls;
                                     SpinFor(std::chrono::microseconds(10'000));
                                   }).Time(milliseconds(200)));
  EXPECT_EQ(result.verdict, LeakVerdict::kInconclusive);
  EXPECT_LE(calls, 21);
  EXPECT_GE(steady_clock::now() - begin, milliseconds(200));
  EXPECT_EQ(Calls([] {}).time(), milliseconds(10'000));
}

TEST(LeakOfAFunction, ThrowsWhatTheFunctionThrows) {
  EXPECT_THROW(LeakOf([] { throw std::out_of_range("of the function"); }), std::out_of_range);
}

TEST(LeakOfAFunction, RefusesWhatItCannotDo) {
  EXPECT_THROW(LeakOf(Calls(std::function<void()>())), std::invalid_argument);
  EXPECT_THROW(Calls([] {}).Count(0), std::invalid_argument);
  EXPECT_THROW(Calls([] {}).Time(milliseconds(0)), std::invalid_argument);
  EXPECT_THROW(Calls([] {}).Tolerance(0), std::invalid_argument);
}

}  // namespace
}  // namespace seep
