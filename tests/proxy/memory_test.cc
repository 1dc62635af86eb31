#include "proxy/memory/memory.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstring>
#include <vector>

#include "proxy/memory/object_pool.h"

namespace sluice {
namespace {

constexpr size_t kPage = 4096;

// Pages of the room that are in memory.
size_t ResidentPages(char* room, size_t bytes) {
  std::vector<unsigned char> pages(bytes / kPage);
  EXPECT_EQ(::mincore(room, bytes, pages.data()), 0);
  size_t resident = 0;
  for (const unsigned char page : pages) resident += page & 1;
  return resident;
}

uint64_t HeldBytes(const Memory& memory) {
  uint64_t held = 0;
  for (size_t i = 0; i < kPurposes; ++i) held += memory.held().bytes(static_cast<Purpose>(i));
  return held;
}

TEST(Memory, GivesRoomForWhatIsAskedFor) {
  Budget budget(Budget::kUnbounded);
  Memory memory(budget);
  for (const size_t bytes : {size_t{1}, size_t{4096}, size_t{4097}, Memory::kBlockBytesMax}) {
    const Block block = memory.Take(bytes, Purpose::kHeads);
    ASSERT_TRUE(block);
    EXPECT_GE(block.size(), bytes);
    std::memset(block.data(), 'x', block.size());
  }
}

TEST(Memory, HasNoTwoBlocksInOnePlace) {
  Budget budget(Budget::kUnbounded);
  Memory memory(budget);
  std::vector<Block> blocks;
  for (int i = 0; i < 600; ++i) {
    blocks.push_back(memory.Take(kPage, Purpose::kHeads));
    std::memset(blocks.back().data(), i, kPage);
  }
  for (int i = 0; i < 600; ++i) {
    const auto expected = static_cast<char>(i);
    EXPECT_EQ(blocks[static_cast<size_t>(i)].data()[0], expected);
    EXPECT_EQ(blocks[static_cast<size_t>(i)].data()[kPage - 1], expected);
  }
}

TEST(Memory, NeverTakesMoreThanTheBudget) {
  Budget budget(uint64_t{256} * 1024);
  Memory memory(budget);
  std::vector<Block> blocks;
  while (Block block = memory.Take(kPage, Purpose::kHeads)) blocks.push_back(std::move(block));
  EXPECT_EQ(blocks.size(), 62u) << "the rest is for the list of the blocks";
  EXPECT_LE(budget.used(), budget.bytes_max());
  EXPECT_GE(budget.used(), HeldBytes(memory));
  blocks.pop_back();
  EXPECT_TRUE(memory.Take(kPage, Purpose::kBodies));
}

TEST(Memory, TellsWhatItIsHeldFor) {
  Budget budget(Budget::kUnbounded);
  Memory memory(budget);
  Block head = memory.Take(kPage, Purpose::kHeads);
  const Block body = memory.Take(kPage, Purpose::kBodies);
  EXPECT_EQ(memory.held().bytes(Purpose::kHeads), kPage);
  EXPECT_EQ(memory.held().bytes(Purpose::kBodies), kPage);
  head.Release();
  EXPECT_EQ(memory.held().bytes(Purpose::kHeads), 0u);
  EXPECT_EQ(memory.held().bytes(Purpose::kSpare), kPage);
}

TEST(Memory, GivesWhatNobodyAsksForBackToTheSystem) {
  Budget budget(Budget::kUnbounded);
  Memory memory(budget);
  std::vector<Block> blocks;
  for (int i = 0; i < 64; ++i) {
    blocks.push_back(memory.Take(kPage, Purpose::kHeads));
    std::memset(blocks.back().data(), 'x', kPage);
  }
  char* const first = blocks.front().data();
  blocks.clear();
  EXPECT_GE(budget.used(), 64 * kPage);
  EXPECT_EQ(ResidentPages(first, kPage), 1u);
  memory.Trim();  // they were asked for since the last call
  EXPECT_EQ(memory.held().bytes(Purpose::kSpare), 64 * kPage);
  memory.Trim();
  EXPECT_EQ(memory.held().bytes(Purpose::kSpare), 32 * kPage);
  for (int i = 0; i < 6; ++i) memory.Trim();
  EXPECT_EQ(memory.held().bytes(Purpose::kSpare), 0u);
  EXPECT_LT(budget.used(), 64 * kPage) << "the blocks' list, and what was drawn beforehand";
  EXPECT_EQ(ResidentPages(first, kPage), 0u);
}

TEST(Memory, KeepsWhatIsAskedForAgainAndAgain) {
  Budget budget(Budget::kUnbounded);
  Memory memory(budget);
  for (int turn = 0; turn < 10; ++turn) {
    std::vector<Block> blocks;
    for (int i = 0; i < 8; ++i) blocks.push_back(memory.Take(kPage, Purpose::kHeads));
    blocks.clear();
    memory.Trim();
    EXPECT_EQ(memory.held().bytes(Purpose::kSpare), 8 * kPage);
  }
}

TEST(Memory, DropsAllThatIsSpareWhenAsked) {
  Budget budget(Budget::kUnbounded);
  Memory memory(budget);
  memory.Take(kPage, Purpose::kHeads).Release();
  memory.Take(Memory::kBlockBytesMax, Purpose::kHeads).Release();
  EXPECT_EQ(memory.DropSpare(), kPage + Memory::kBlockBytesMax);
  EXPECT_EQ(memory.held().bytes(Purpose::kSpare), 0u);
}

TEST(Memory, HasWhatWasSetAsideWhateverOthersTake) {
  Budget budget(uint64_t{256} * 1024);
  Memory memory(budget);
  SetAside aside = memory.Reserve(2 * kPage);
  ASSERT_TRUE(aside);
  std::vector<Block> blocks;
  while (Block block = memory.Take(kPage, Purpose::kHeads)) blocks.push_back(std::move(block));
  EXPECT_FALSE(memory.Reserve(kPage));
  EXPECT_FALSE(memory.HasRoom(kPage));
  const Block first = memory.Take(kPage, Purpose::kHeads, &aside);
  const Block second = memory.Take(kPage, Purpose::kHeads, &aside);
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(memory.Take(kPage, Purpose::kHeads, &aside));
  EXPECT_LE(budget.used(), budget.bytes_max());
}

TEST(Memory, GivesBackWhatWasSetAsideAndNotNeeded) {
  Budget budget(uint64_t{256} * 1024);
  Memory memory(budget);
  { const SetAside aside = memory.Reserve(uint64_t{240} * 1024); }
  EXPECT_EQ(memory.held().bytes(Purpose::kSetAside), 0u);
  EXPECT_TRUE(memory.Reserve(uint64_t{240} * 1024));
}

TEST(Memory, TakesWhatIsSpareOfAnotherSizeBeforeItSaysThatThereIsNone) {
  Budget budget(uint64_t{64} * 1024);
  Memory memory(budget);
  std::vector<Block> large;
  while (Block block = memory.Take(Memory::kBlockBytesMax, Purpose::kBodies))
    large.push_back(std::move(block));
  large.clear();
  EXPECT_TRUE(memory.HasRoom(kPage));
  EXPECT_TRUE(memory.Take(kPage, Purpose::kHeads));
}

TEST(Memory, LeavesNothingDrawnBehind) {
  Budget budget(Budget::kUnbounded);
  { Memory(budget).Take(kPage, Purpose::kHeads); }
  EXPECT_EQ(budget.used(), 0u);
}

struct Thing {
  explicit Thing(int& alive) : alive_(alive) { ++alive_; }
  ~Thing() { --alive_; }
  int& alive_;
  char rest[500];
};

TEST(ObjectPool, GivesABlockBackWithTheLastThatIsInIt) {
  Budget budget(Budget::kUnbounded);
  Memory memory(budget);
  ObjectPool<Thing> pool(memory, Purpose::kConnections);
  int alive = 0;
  std::vector<ObjectPool<Thing>::Ptr> things;
  for (int i = 0; i < 1'000; ++i) things.push_back(pool.Make(alive));
  EXPECT_EQ(alive, 1'000);
  EXPECT_LE(memory.held().bytes(Purpose::kConnections), 1'000u * 600);
  while (things.size() > 1) things.pop_back();
  EXPECT_EQ(alive, 1);
  memory.DropSpare();
  EXPECT_LE(memory.held().bytes(Purpose::kConnections), uint64_t{20} * 1024);
  things.clear();
  EXPECT_EQ(alive, 0);
}

TEST(ObjectPool, TakesTheRoomOfWhatIsGone) {
  Budget budget(Budget::kUnbounded);
  Memory memory(budget);
  ObjectPool<Thing> pool(memory, Purpose::kConnections);
  int alive = 0;
  const auto kept = pool.Make(alive);
  const uint64_t before = HeldBytes(memory);
  for (int i = 0; i < 1'000; ++i) pool.Make(alive);
  EXPECT_EQ(HeldBytes(memory), before);
}

TEST(ObjectPool, HasNoneWhereThereIsNoMemory) {
  Budget budget(uint64_t{40} * 1024);
  Memory memory(budget);
  ObjectPool<Thing> pool(memory, Purpose::kConnections);
  int alive = 0;
  std::vector<ObjectPool<Thing>::Ptr> things;
  while (auto thing = pool.Make(alive)) things.push_back(std::move(thing));
  EXPECT_GE(things.size(), 30u);
  EXPECT_LE(budget.used(), budget.bytes_max());
}

}  // namespace
}  // namespace sluice
