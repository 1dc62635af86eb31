#include "seep/progress_line.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

TEST(ProgressText, ShowsRoundRequestsRateAndMemory) {
  const std::vector<double> held = {8'000'000, 8'500'000};
  TrialProgress progress;
  progress.phase = TrialProgress::Phase::kTraffic;
  progress.round = 12;
  progress.requests = 18'000;
  progress.requests_per_second = 9'800;
  progress.budget_share = 0.42;
  progress.held_bytes = &held;
  EXPECT_EQ(ProgressText(progress, 80), "round 12   18,000 requests  9,800/s  42 %  8.1 MiB  ▁█");
}

TEST(ProgressText, KeepsToTheWidthOfTheTerminal) {
  const std::vector<double> held(500, 1.0);
  TrialProgress progress;
  progress.phase = TrialProgress::Phase::kTraffic;
  progress.held_bytes = &held;
  const std::string text = ProgressText(progress, 40);
  size_t columns = 0;
  for (const char c : text) columns += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  EXPECT_LT(columns, 40u);
}

}  // namespace
}  // namespace seep
