#include "heap/reader/ranking.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "heap/reader/live_blocks.h"

namespace seep {
namespace {

using ::testing::DoubleNear;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr size_t kRounds = 10;
constexpr size_t kRequests = 125;  // a round

// Each process has one module, of 0x1000 bytes, at pid * 0x10000.
CodePlace LocateInOneModule(pid_t pid, uint64_t address) {
  const auto start = static_cast<uint64_t>(pid) * 0x10000;
  if (address < start || address >= start + 0x1000) return {SIZE_MAX, address};
  return {0, address - start};
}

// Return addresses behind calls at these offsets in the module of the process.
std::vector<uint64_t> Stack(pid_t pid, const std::vector<uint64_t>& calls) {
  std::vector<uint64_t> stack;
  for (const uint64_t call : calls)
    stack.push_back(static_cast<uint64_t>(pid) * 0x10000 + call + 1);
  return stack;
}

class RankingTest : public ::testing::Test {
 protected:
  RankingTest() : rounds_(kRounds) {
    for (size_t i = 0; i < kRounds; ++i) {
      rounds_[i].requests = static_cast<double>((i + 1) * kRequests);
    }
  }

  // Adds a site that behaves like this to the censuses of a process.
  void Add(pid_t pid, const std::vector<uint64_t>& stack, const OnRequest& on_request) {
    for (uint32_t round = 1; round <= kRounds; ++round) {
      const ActedPass pass = Act(round, kRequests, on_request);
      if (pass.history.blocks.back() == 0) continue;
      Census& census = rounds_[round - 1].census;
      auto process = std::find(census.processes.begin(), census.processes.end(), pid);
      if (process == census.processes.end()) {
        process = census.processes.insert(census.processes.end(), pid);
      }
      CensusEntry entry;
      entry.process = static_cast<size_t>(process - census.processes.begin());
      entry.stack = stack;
      entry.births = 2 * pass.history.blocks.back();
      entry.blocks = pass.history.blocks.back();
      entry.bytes = pass.history.bytes.back();
      entry.cohorts = pass.history.cohorts;
      census.entries.push_back(std::move(entry));
    }
  }

  std::vector<LeakSite> Rank() const { return RankSites(rounds_, LocateInOneModule); }

  std::vector<RoundCensus> rounds_;
};

OnRequest LeakEach(size_t nth, double bytes) {
  return [=](const Moment& now, LiveBlocks& live) {
    if (now.request % nth == nth - 1) live.push_back({now.round, bytes});
  };
}

OnRequest Ring(size_t size, double bytes) {
  return [=](const Moment& now, LiveBlocks& live) {
    live.push_back({now.round, bytes});
    if (live.size() > size) live.pop_front();
  };
}

OnRequest Vector(double bytes_each) {
  return [=](const Moment& now, LiveBlocks& live) {
    const double bytes = live.empty() ? 0 : live[0].bytes;
    const double needed = bytes_each * static_cast<double>(now.request + 1);
    if (needed > bytes) live = {{now.round, std::max(bytes_each, 2 * bytes)}};
  };
}

TEST_F(RankingTest, NoRoundsHaveNoSites) {
  EXPECT_THAT(RankSites({}, LocateInOneModule), IsEmpty());
  EXPECT_THAT(Rank(), IsEmpty());
}

TEST_F(RankingTest, ASiteSaysWhatItHoldsAtTheEnd) {
  Add(1, Stack(1, {0x100, 0x200}), LeakEach(1, 64));
  ASSERT_THAT(Rank(), SizeIs(1));
  const LeakSite site = Rank()[0];
  EXPECT_TRUE(site.grows);
  EXPECT_EQ(site.live_blocks, 1250);
  EXPECT_EQ(site.live_bytes, 80'000);
  EXPECT_EQ(site.births, 2500);
  EXPECT_EQ(site.blocks_per_request.estimate, 1);
  EXPECT_EQ(site.bytes_per_request.estimate, 64);
  EXPECT_EQ(site.share, 1);
  ASSERT_THAT(site.cohorts, SizeIs(kRounds));
  EXPECT_EQ(site.cohorts[0].round, 1u);
  EXPECT_EQ(site.cohorts[9].round, 10u);
  EXPECT_EQ(site.cohorts[9].blocks, 125);
}

TEST_F(RankingTest, AStackHasTheAddressesOfItsCallsNotOfTheirReturns) {
  Add(1, {0x10101, 0x10201, 0x99}, LeakEach(1, 64));
  ASSERT_THAT(Rank(), SizeIs(1));
  const std::vector<Frame> stack = Rank()[0].stack;
  ASSERT_THAT(stack, SizeIs(3));
  EXPECT_EQ(stack[0].address, 0x10100u);
  EXPECT_EQ(stack[0].module, 0u);
  EXPECT_EQ(stack[0].module_offset, 0x100u);
  EXPECT_EQ(stack[2].module, SIZE_MAX);
  EXPECT_EQ(stack[2].address, 0x98u);
}

TEST_F(RankingTest, OneSiteOfTwoProcessesIsOneSite) {
  Add(1, Stack(1, {0x100}), LeakEach(2, 64));
  Add(2, Stack(2, {0x100}), LeakEach(1, 64));
  Add(2, Stack(2, {0x104}), LeakEach(10, 64));
  const std::vector<LeakSite> sites = Rank();
  ASSERT_THAT(sites, SizeIs(2));
  EXPECT_THAT(sites[0].blocks_per_request.estimate, DoubleNear(1.5, 0.01));
  EXPECT_EQ(sites[0].live_blocks, 1875);
  EXPECT_EQ(sites[0].births, 3750);
  EXPECT_THAT(sites[0].cohorts, SizeIs(kRounds));
}

TEST_F(RankingTest, AWorkerThatTookOverFromAnotherIsTheSameSite) {
  Add(1, Stack(1, {0x100}), LeakEach(1, 64));
  Add(2, Stack(2, {0x100}), LeakEach(1, 64));
  for (size_t i = 0; i < kRounds; ++i) {
    // The first lives in the first half of the pass, the second in the other.
    std::vector<CensusEntry>& entries = rounds_[i].census.entries;
    entries.erase(entries.begin() + (i < kRounds / 2 ? 1 : 0));
  }
  ASSERT_THAT(Rank(), SizeIs(1));
  EXPECT_EQ(Rank()[0].live_blocks, 1250);
}

TEST_F(RankingTest, WhatGrowsComesFirstHoweverSmall) {
  Add(1, Stack(1, {0x100}), Ring(200, 4096));
  Add(1, Stack(1, {0x200}), LeakEach(100, 24));
  Add(1, Stack(1, {0x300}), Vector(64));
  const std::vector<LeakSite> sites = Rank();
  ASSERT_THAT(sites, SizeIs(3));
  EXPECT_EQ(sites[0].stack[0].module_offset, 0x200u);
  EXPECT_TRUE(sites[0].grows);
  EXPECT_EQ(sites[1].stack[0].module_offset, 0x300u);
  EXPECT_FALSE(sites[1].grows);
  EXPECT_EQ(sites[2].stack[0].module_offset, 0x100u);
}

TEST_F(RankingTest, SitesThatGrowAreInOrderOfBytesARequest) {
  Add(1, Stack(1, {0x100}), LeakEach(1, 16));
  Add(1, Stack(1, {0x200}), LeakEach(2, 640));
  Add(1, Stack(1, {0x300}), LeakEach(1, 64));
  const std::vector<LeakSite> sites = Rank();
  ASSERT_THAT(sites, SizeIs(3));
  EXPECT_EQ(sites[0].stack[0].module_offset, 0x200u);
  EXPECT_EQ(sites[1].stack[0].module_offset, 0x300u);
  EXPECT_EQ(sites[2].stack[0].module_offset, 0x100u);
  EXPECT_THAT(sites[0].share, DoubleNear(0.8, 0.001));
  EXPECT_THAT(sites[1].share, DoubleNear(0.16, 0.001));
}

TEST_F(RankingTest, AVectorThatDoublesComesFirstWhenNothingElseGrows) {
  Add(1, Stack(1, {0x100}), Ring(100, 65536));
  Add(1, Stack(1, {0x200}), Vector(8));
  Add(1, Stack(1, {0x300}), [](const Moment& now, LiveBlocks& live) {
    if (now.request < 100) live.push_back({now.round, 4096});  // never freed, and no more of them
  });
  const std::vector<LeakSite> sites = Rank();
  ASSERT_THAT(sites, SizeIs(3));
  EXPECT_EQ(sites[0].stack[0].module_offset, 0x200u);
  EXPECT_EQ(sites[0].share, 1);
  EXPECT_EQ(sites[1].share, 0);
}

TEST_F(RankingTest, ATableThatGrowsOnceComesBeforeWhatDoesNot) {
  Add(1, Stack(1, {0x100}), Ring(300, 65536));
  Add(1, Stack(1, {0x200}), [](const Moment& now, LiveBlocks& live) {
    const double bytes = now.request < 700 ? 65536 : 131072;
    if (live.empty() || live[0].bytes != bytes) live = {{now.round, bytes}};
  });
  const std::vector<LeakSite> sites = Rank();
  ASSERT_THAT(sites, SizeIs(2));
  EXPECT_EQ(sites[0].stack[0].module_offset, 0x200u);
}

// It is no pace, so what else gained something has all of the growth that has one.
TEST_F(RankingTest, ATableThatGrewOnceHasNoShareOfTheGrowth) {
  Add(1, Stack(1, {0x100}), LeakEach(10, 16));
  Add(1, Stack(1, {0x200}), [](const Moment& now, LiveBlocks& live) {
    const double bytes = now.request < 700 ? 65536 : 131072;
    if (live.empty() || live[0].bytes != bytes) live = {{now.round, bytes}};
  });
  const std::vector<LeakSite> sites = Rank();
  ASSERT_THAT(sites, SizeIs(2));
  EXPECT_TRUE(sites[0].grows);
  EXPECT_EQ(sites[0].share, 1);
  EXPECT_EQ(sites[1].stack[0].module_offset, 0x200u);
  EXPECT_EQ(sites[1].share, 0);
}

TEST_F(RankingTest, BlocksOfNoBytesAreNoSiteBesideOneThatGrows) {
  Add(1, Stack(1, {0x100}), LeakEach(1, 0));
  EXPECT_THAT(Rank(), SizeIs(1)) << "they are all there is to see";
  Add(1, Stack(1, {0x200}), LeakEach(1, 16));
  ASSERT_THAT(Rank(), SizeIs(1));
  EXPECT_EQ(Rank()[0].stack[0].module_offset, 0x200u);
}

}  // namespace
}  // namespace seep
