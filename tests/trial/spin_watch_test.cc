#include "trial/spin_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using ::testing::HasSubstr;

constexpr QuietReport kQuiet{.quiet = true, .seconds = 0.02, .cpu_share = 0, .open_connections = 0};
constexpr QuietReport kBusy{.quiet = false, .seconds = 1, .cpu_share = 1, .open_connections = 0};
constexpr QuietReport kTimers{
    .quiet = false, .seconds = 1, .cpu_share = 0.3, .open_connections = 0};
constexpr QuietReport kServing{.quiet = false, .seconds = 1, .cpu_share = 1, .open_connections = 2};
constexpr QuietReport kShort{.quiet = false, .seconds = 0.5, .cpu_share = 1, .open_connections = 0};

std::string After(std::initializer_list<QuietReport> reports) {
  SpinWatch watch;
  for (const QuietReport& report : reports) watch.Done(report);
  return watch.Warning().value_or("");
}

TEST(SpinWatch, WarnsOfAServerThatSpinsSinceTheTraffic) {
  EXPECT_THAT(After({kQuiet, kQuiet, kBusy, kBusy, kBusy}), HasSubstr("did not before"));
}

TEST(SpinWatch, WarnsOfAServerThatTakesMostOfACore) {
  QuietReport most = kBusy;
  most.cpu_share = 0.7;
  EXPECT_THAT(After({kQuiet, most, most, most}), HasSubstr("did not before"));
}

TEST(SpinWatch, SaysThatAServerDidSoBeforeTheTraffic) {
  EXPECT_THAT(After({kBusy, kBusy, kBusy}), HasSubstr("did before the first request"));
}

TEST(SpinWatch, IsSilentOfWhatRestsInTheEnd) {
  EXPECT_EQ(After({kQuiet, kBusy, kBusy, kBusy, kQuiet}), "");
  EXPECT_EQ(After({kQuiet, kBusy, kBusy}), "") << "two waits";
  EXPECT_EQ(After({kQuiet, kShort, kShort, kShort}), "") << "1.5 s";
}

TEST(SpinWatch, IsSilentOfTimersAndOfOpenConnections) {
  EXPECT_EQ(After({kQuiet, kTimers, kTimers, kTimers, kTimers}), "");
  EXPECT_EQ(After({kQuiet, kServing, kServing, kServing, kServing}), "");
}

}  // namespace
}  // namespace seep
