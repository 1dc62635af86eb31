#include "trial/runtime_sites.h"

#include <gtest/gtest.h>

#include "trial/site_rounds.h"

namespace seep {
namespace {

LeakSite Site(const char* function, double blocks, double bytes, bool own = true) {
  LeakSite site;
  Frame library;
  library.function = "append";
  library.file = "/usr/lib/list.py";
  Frame frame;
  frame.function = function;
  frame.file = "/srv/app.py";
  frame.line = 14;
  frame.own = own;
  site.stack = {library, frame};
  site.live_blocks = blocks;
  site.live_bytes = bytes;
  return site;
}

SiteReadings Readings(std::vector<LeakSite> begin, std::vector<LeakSite> middle,
                      std::vector<LeakSite> end) {
  return {std::move(begin), std::move(middle), std::move(end), 1000, 1000};
}

RunResult WithALeakOf(Meter meter) {
  RunResult result;
  MeterVerdict judged;
  judged.meter = meter;
  judged.verdict.outcome = result.outcome = Outcome::kLeak;
  result.meters = {judged};
  return result;
}

TEST(WantsRuntimeSites, WhereMemoryLeaksThatARuntimeMayHave) {
  RunResult result = WithALeakOf(Meter::kLiveHeap);
  EXPECT_FALSE(WantsRuntimeSites(result)) << "there is no runtime";
  result.rounds.resize(1);
  result.rounds[0].sample.runtime.emplace().processes = 1;
  EXPECT_TRUE(WantsRuntimeSites(result));
  EXPECT_TRUE(WantsRuntimeSites(WithALeakOf(Meter::kRuntimeObjects)));
  EXPECT_TRUE(WantsRuntimeSites(WithALeakOf(Meter::kThreads)));
  EXPECT_FALSE(WantsRuntimeSites(WithALeakOf(Meter::kDescriptors)));
}

TEST(SiteRoundSize, IsSmallerWhereTheServerIsSlowMeanwhile) {
  LoadResult sent;
  EXPECT_EQ(SiteRoundSize(1'000, sent), 1'000u);
  sent.requests = 1'000;
  sent.seconds = 0.4;
  EXPECT_EQ(SiteRoundSize(1'000, sent), 1'000u);
  sent.seconds = 1;
  EXPECT_EQ(SiteRoundSize(1'000, sent), 500u);
  sent.seconds = 5;
  EXPECT_EQ(SiteRoundSize(1'000, sent), 250u) << "few objects would say little";
}

TEST(RankRuntimeSites, FindsTheStackThatHoldsMoreInBothHalves) {
  const auto sites =
      RankRuntimeSites(Readings({Site("remember", 100, 6400), Site("buffer", 50, 9e6)},
                                {Site("remember", 1100, 70'400), Site("buffer", 50, 9e6)},
                                {Site("buffer", 50, 9e6), Site("remember", 2100, 134'400)}));
  ASSERT_EQ(sites.size(), 1u);
  EXPECT_EQ(sites[0].stack[1].function, "remember");
  EXPECT_TRUE(sites[0].grows);
  EXPECT_DOUBLE_EQ(sites[0].bytes_per_request.estimate, 64);
  EXPECT_DOUBLE_EQ(sites[0].blocks_per_request.estimate, 1);
  EXPECT_DOUBLE_EQ(sites[0].share, 1);
  EXPECT_EQ(sites[0].first_own, 1u);
}

// What filled in one half is full, or a table that doubled.
TEST(RankRuntimeSites, DoesNotTakeWhatGrowsInOneHalfForSteady) {
  for (const double second : {0.0, 0.4, 0.6, 1.0}) {
    const auto sites =
        RankRuntimeSites(Readings({}, {Site("fill", 1000, 64'000)},
                                  {Site("fill", 1000 * (1 + second), 64'000 * (1 + second))}));
    ASSERT_EQ(sites.size(), 1u);
    EXPECT_EQ(sites[0].grows, second > 0.5) << second;
    EXPECT_EQ(sites[0].in_steps, second < 0.5) << second;
  }
}

// A list that grows at the line that appends to it.
TEST(RankRuntimeSites, TakesEvenBlocksForSteadyBesideATableAtTheSameLine) {
  const auto sites = RankRuntimeSites(Readings({}, {Site("append", 1000, 64'000)},
                                               {Site("append", 2000, 64'000 + 64'000 + 90'000)}));
  ASSERT_EQ(sites.size(), 1u);
  EXPECT_TRUE(sites[0].grows);
  EXPECT_FALSE(sites[0].in_steps);
}

TEST(RankRuntimeSites, AddsUpTheProcessesOfOneProgramAndPutsTheLargestFirst) {
  const auto sites = RankRuntimeSites(
      Readings({}, {Site("small", 10, 100), Site("large", 10, 1000), Site("large", 10, 1000)},
               {Site("small", 20, 200), Site("large", 20, 2000), Site("large", 20, 2000)}));
  ASSERT_EQ(sites.size(), 2u);
  EXPECT_EQ(sites[0].stack[1].function, "large");
  EXPECT_DOUBLE_EQ(sites[0].bytes_per_request.estimate, 2);
  EXPECT_NEAR(sites[0].share, 20.0 / 21, 1e-9);
}

LeakSite Outside(LeakSite site, const char* function, double born) {
  Frame outer;
  outer.function = function;
  outer.file = "/usr/lib/server.py";
  site.stack.push_back(outer);
  if (born > 0)
    site.cohorts = {{static_cast<uint32_t>(SiteMoment::kMiddle) + 1, born / 2, born * 32},
                    {static_cast<uint32_t>(SiteMoment::kLast) + 1, born / 2, born * 32}};
  return site;
}

// A new connection and one that was kept come to the same line.
TEST(RankRuntimeSites, TakesTheWaysToTheUsersCodeForOneSite) {
  for (const double born : {0.0, 500.0}) {
    const auto sites =
        RankRuntimeSites(Readings({},
                                  {Outside(Site("remember", 250, 16'000), "accept", 0),
                                   Outside(Site("remember", 750, 48'000), "again", 0)},
                                  {Outside(Site("remember", 500, 32'000), "accept", born),
                                   Outside(Site("remember", 1500, 96'000), "again", 3 * born)}));
    ASSERT_EQ(sites.size(), 1u) << born;
    EXPECT_DOUBLE_EQ(sites[0].bytes_per_request.estimate, 64) << born;
    EXPECT_DOUBLE_EQ(sites[0].live_blocks, 2000) << born;
  }
}

TEST(RankRuntimeSites, TellsLibrariesApartWhereNothingIsTheUsers) {
  const auto sites =
      RankRuntimeSites(Readings({}, {Outside(Site("wrap", 10, 100, false), "accept", 0)},
                                {Outside(Site("wrap", 20, 200, false), "accept", 0),
                                 Outside(Site("wrap", 20, 200, false), "again", 0)}));
  EXPECT_EQ(sites.size(), 2u);
}

}  // namespace
}  // namespace seep
