// The site pass: stacks, lives of blocks, rounds, sampling.

#include <gtest/gtest.h>

#include <vector>

#include "heap/interpose/rig.h"

namespace seep::heap {
namespace {

constexpr size_t kBytes = 3000;           // of a block of the probe
constexpr uint64_t kFunctionBytes = 200;  // at most, of one in the probe

struct Live {
  std::vector<uint64_t> stack;
  uint64_t births = 0;
  uint64_t requested = 0;
  uint32_t round = 0;
  uint32_t weight_shift = 0;
};

std::vector<Live> LiveBlocks(SiteTable& table) {
  std::vector<Live> blocks;
  for (const Block& block : table.blocks) {
    if (block.address.load() <= kFreedBlock || block.site.load() == 0) continue;
    const Site& site = table.sites[block.site.load() - 1];
    blocks.push_back({.stack = {site.frames, site.frames + site.depth.load()},
                      .births = site.births.load(),
                      .requested = block.requested_bytes,
                      .round = block.round,
                      .weight_shift = block.weight_shift});
  }
  return blocks;
}

std::vector<Live> LiveBlocks(SharedRegion& region, const Probe& probe) {
  SiteTable* const table = region.TableOf(probe.pid());
  return table != nullptr ? LiveBlocks(*table) : std::vector<Live>();
}

uint64_t Births(const SiteTable& table) {
  uint64_t births = 0;
  for (const Site& site : table.sites) births += site.births.load();
  return births;
}

bool IsIn(uint64_t address, uint64_t function) {
  return address > function && address < function + kFunctionBytes;
}

// Blocks that were born since the step before, told by their number.
Live Newest(SharedRegion& region, Probe& probe, size_t& seen) {
  const std::vector<Live> before = LiveBlocks(region, probe);
  seen = before.size();
  probe.Step();
  for (const Live& block : LiveBlocks(region, probe)) {
    bool is_new = true;
    for (const Live& old : before) is_new = is_new && old.stack != block.stack;
    if (is_new) return block;
  }
  return {};
}

void ExpectStacks(SharedRegion& region, Probe& probe) {
  size_t seen = 0;
  region.BeginPass({kBytes});
  probe.Step();
  EXPECT_TRUE(IsIn(Newest(region, probe, seen).stack.at(0), probe.value())) << "Leak";
  probe.Step();
  uint64_t outer = probe.value();
  const Live outer_leak = Newest(region, probe, seen);
  EXPECT_TRUE(IsIn(outer_leak.stack.at(0), probe.value())) << "Leak";
  EXPECT_TRUE(IsIn(outer_leak.stack.at(1), outer)) << "Outer";
}

TEST(Stack, BeginsWithWhoCalledMalloc) {
  SharedRegion region(1);
  Probe probe(region, {"sites-stacks"});
  ExpectStacks(region, probe);
}

TEST(Stack, IsFollowedByFramePointersWithoutLibgcc) {
  SharedRegion region(1);
  Probe probe(region, {"sites-stacks"}, {.preload = {ProbePath("libprobe_no_unwinder.so")}});
  ExpectStacks(region, probe);
}

TEST(Stack, OfNewHasTheCallerBehindTheLibrarysOperator) {
  SharedRegion region(1);
  Probe probe(region, {"sites-stacks"});
  region.BeginPass({kBytes});
  size_t seen = 0;
  for (int step = 0; step < 5; ++step) probe.Step();
  const uint64_t leak_by_new = probe.value();
  const Live block = Newest(region, probe, seen);
  ASSERT_GE(block.stack.size(), 2U);
  EXPECT_TRUE(IsIn(block.stack[1], leak_by_new));
}

TEST(Stack, OfNewInAnAllocatorOfItsOwnBeginsWithTheCaller) {
  const std::string tcmalloc = FindLibrary("libtcmalloc_minimal.so.4");
  if (tcmalloc.empty()) GTEST_SKIP() << "libtcmalloc_minimal.so.4 is not installed";
  SharedRegion region(1);
  Probe probe(region, {"sites-stacks"}, {.preload = {tcmalloc}});
  region.BeginPass({kBytes, 3064});
  size_t seen = 0;
  for (int step = 0; step < 5; ++step) probe.Step();
  const uint64_t leak_by_new = probe.value();
  const Live block = Newest(region, probe, seen);
  ASSERT_GE(block.stack.size(), 1U);
  EXPECT_TRUE(IsIn(block.stack[0], leak_by_new));
}

TEST(Stack, OfReallocIsOfWhoReallocated) {
  SharedRegion region(1);
  Probe probe(region, {"sites-stacks", "3"});
  region.BeginPass({kBytes});
  size_t seen = 0;
  for (int step = 0; step < 7; ++step) probe.Step();
  const uint64_t leak_by_realloc = probe.value();
  const Live block = Newest(region, probe, seen);
  ASSERT_GE(block.stack.size(), 1U);
  EXPECT_TRUE(IsIn(block.stack[0], leak_by_realloc));
  EXPECT_EQ(block.births, 3U);
  EXPECT_EQ(block.requested, kBytes);
}

TEST(Stack, IsCutAtItsOutermostFrames) {
  SharedRegion region(1);
  Probe probe(region, {"sites-deep", "100"});
  region.BeginPass({kBytes});
  const uint64_t leak = probe.value();
  probe.Step();
  const std::vector<Live> blocks = LiveBlocks(region, probe);
  ASSERT_EQ(blocks.size(), 1U);
  EXPECT_EQ(blocks[0].stack.size(), kFrames);
  EXPECT_TRUE(IsIn(blocks[0].stack[0], leak));
}

TEST(Block, OfAClassThatIsNotAskedForIsNotFollowed) {
  SharedRegion region(1);
  Probe probe(region, {"sites-stacks"});
  region.BeginPass({100});
  for (int step = 0; step < 8; ++step) probe.Step();
  EXPECT_EQ(LiveBlocks(region, probe).size(), 0U);
  probe.Step();
  probe.Step();
  EXPECT_EQ(LiveBlocks(region, probe).size(), 1U);
}

TEST(Block, IsFollowedFromItsRoundToItsEnd) {
  SharedRegion region(1);
  Probe probe(region, {"sites-lives"});
  region.BeginPass({kBytes});
  probe.Step();
  region.header().round.store(2);
  probe.Step();
  std::vector<Live> blocks = LiveBlocks(region, probe);
  ASSERT_EQ(blocks.size(), 20U);
  int in_second = 0;
  for (const Live& block : blocks) in_second += block.round == 2;
  EXPECT_EQ(in_second, 10);
  probe.Step();  // the older ones are freed
  blocks = LiveBlocks(region, probe);
  ASSERT_EQ(blocks.size(), 10U);
  for (const Live& block : blocks) EXPECT_EQ(block.round, 2U);
  EXPECT_EQ(Births(*region.TableOf(probe.pid())), 20U);
}

TEST(Block, ThatReallocFailsOnIsStillTheOneItWas) {
  SharedRegion region(1);
  Probe probe(region, {"sites-lives"});
  region.BeginPass({kBytes});
  for (int step = 0; step < 3; ++step) probe.Step();
  region.header().round.store(3);
  probe.Step();  // a realloc in vain
  std::vector<Live> blocks = LiveBlocks(region, probe);
  ASSERT_EQ(blocks.size(), 10U);
  for (const Live& block : blocks) EXPECT_EQ(block.round, 1U);
  EXPECT_EQ(Births(*region.TableOf(probe.pid())), 20U);
  probe.Step();  // a realloc
  blocks = LiveBlocks(region, probe);
  ASSERT_EQ(blocks.size(), 10U);
  int in_third = 0;
  for (const Live& block : blocks) in_third += block.round == 3 && block.requested == kBytes + 1;
  EXPECT_EQ(in_third, 1);
  EXPECT_EQ(Births(*region.TableOf(probe.pid())), 21U);
  probe.Step();
  EXPECT_EQ(LiveBlocks(region, probe).size(), 0U);
}

}  // namespace
}  // namespace seep::heap
