#include "heap/reader/census.h"

#include <gmock/gmock.h>

#include <memory>
#include <random>

#include "heap/reader/fake_target.h"

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CensusTest : public ::testing::Test {
 protected:
  Census Take(uint32_t rounds) {
    Census census;
    AddTable(*table_, 7, rounds, census);
    return census;
  }

  const std::unique_ptr<heap::SiteTable> table_ = std::make_unique<heap::SiteTable>();
};

TEST_F(CensusTest, AnUnusedTableHasAProcessAndNoSites) {
  const Census census = Take(1);
  EXPECT_THAT(census.processes, ElementsAre(7));
  EXPECT_THAT(census.entries, IsEmpty());
  EXPECT_EQ(census.sampled_one_in, 1u);
}

TEST_F(CensusTest, CountsLiveBlocksBySiteAndRound) {
  WriteSite(*table_, 4000, {0x1000, 0x2000}, 10);
  WriteSite(*table_, 3, {0x3000}, 1);
  WriteBlock(*table_, 0, {.address = 0x10000, .bytes = 24, .site = 4000, .round = 1});
  WriteBlock(*table_, 9, {.address = 0x20000, .bytes = 40, .site = 4000, .round = 3});
  WriteBlock(*table_, heap::kBlocks - 1,
             {.address = 0x30000, .bytes = 40, .site = 4000, .round = 3});
  WriteBlock(*table_, 5, {.address = 0x40000, .bytes = 8, .site = 3, .round = 2});
  const Census census = Take(3);
  ASSERT_THAT(census.entries, SizeIs(2));
  EXPECT_THAT(census.entries[0].stack, ElementsAre(0x3000));
  const CensusEntry& entry = census.entries[1];
  EXPECT_THAT(entry.stack, ElementsAre(0x1000, 0x2000));
  EXPECT_EQ(entry.process, 0u);
  EXPECT_EQ(entry.births, 10);
  EXPECT_EQ(entry.blocks, 3);
  EXPECT_EQ(entry.bytes, 104);
  ASSERT_THAT(entry.cohorts, SizeIs(2));
  EXPECT_EQ(entry.cohorts[0].round, 1u);
  EXPECT_EQ(entry.cohorts[0].blocks, 1);
  EXPECT_EQ(entry.cohorts[1].round, 3u);
  EXPECT_EQ(entry.cohorts[1].bytes, 80);
}

TEST_F(CensusTest, LetsASampledBlockStandForAllThatWereNot) {
  table_->weight_shift.store(3);
  WriteSite(*table_, 0, {0x1000});
  WriteBlock(*table_, 0, {.address = 0x10000, .bytes = 10, .weight_shift = 3});
  WriteBlock(*table_, 1, {.address = 0x20000, .bytes = 10, .weight_shift = 0});
  const Census census = Take(1);
  EXPECT_EQ(census.sampled_one_in, 8u);
  ASSERT_THAT(census.entries, SizeIs(1));
  EXPECT_EQ(census.entries[0].blocks, 9);
  EXPECT_EQ(census.entries[0].bytes, 90);
}

TEST_F(CensusTest, LeavesOutFreedAndHalfWrittenBlocks) {
  WriteSite(*table_, 0, {0x1000});
  WriteBlock(*table_, 0, {.address = heap::kFreedBlock, .bytes = 10});
  WriteBlock(*table_, 1, {.address = 0x10000, .bytes = 10});
  table_->blocks[1].site.store(0);
  EXPECT_THAT(Take(1).entries, IsEmpty());
}

TEST_F(CensusTest, LeavesOutASiteThatIsBeingWritten) {
  WriteSite(*table_, 0, {});
  WriteBlock(*table_, 0, {.address = 0x10000, .bytes = 10});
  EXPECT_THAT(Take(1).entries, IsEmpty());
}

TEST_F(CensusTest, DoesNotBelieveWhatCannotBe) {
  WriteSite(*table_, 0, {0x1000});
  WriteBlock(*table_, 0, {.address = 0x10000, .site = heap::kSites});
  WriteBlock(*table_, 1, {.address = 0x20000, .site = UINT32_MAX - 1});
  WriteBlock(*table_, 2, {.address = 0x30000, .round = 0});
  WriteBlock(*table_, 3, {.address = 0x40000, .round = 3});  // in the future
  WriteBlock(*table_, 4, {.address = 0x50000, .weight_shift = 32});
  EXPECT_THAT(Take(2).entries, IsEmpty());
}

TEST_F(CensusTest, CutsAStackThatIsTooDeepToBeTrue) {
  WriteSite(*table_, 0, {0x1000});
  table_->sites[0].depth.store(UINT32_MAX);
  WriteBlock(*table_, 0, {.address = 0x10000, .bytes = 10});
  ASSERT_THAT(Take(1).entries, SizeIs(1));
  EXPECT_THAT(Take(1).entries[0].stack, SizeIs(heap::kFrames));
}

TEST_F(CensusTest, SumsWhatWasLost) {
  table_->blocks_lost.store(2);
  table_->sites_lost.store(3);
  Census census;
  AddTable(*table_, 7, 1, census);
  AddTable(*table_, 8, 1, census);
  EXPECT_EQ(census.blocks_lost, 10u);
  EXPECT_THAT(census.processes, ElementsAre(7, 8));
}

TEST_F(CensusTest, SurvivesATableFullOfGarbage) {
  std::mt19937_64 random(1);
  auto* words = reinterpret_cast<uint64_t*>(table_.get());
  for (size_t i = 0; i < sizeof(heap::SiteTable) / sizeof(uint64_t); ++i) words[i] = random();
  for (heap::Block& block : table_->blocks) {  // half of them, to get past the first check
    if (random() % 2 == 0)
      WriteBlock(*table_, static_cast<size_t>(&block - table_->blocks),
                 {.address = random() | 2,
                  .bytes = random(),
                  .site = static_cast<uint32_t>(random() % heap::kSites),
                  .round = static_cast<uint32_t>(random() % 4),
                  .weight_shift = static_cast<uint32_t>(random() % 64)});
  }
  const Census census = Take(3);
  EXPECT_THAT(census.entries, SizeIs(heap::kSites));
  for (const CensusEntry& entry : census.entries) {
    EXPECT_LE(entry.stack.size(), heap::kFrames);
    EXPECT_LE(entry.cohorts.size(), 3u);
  }
}

TEST_F(CensusTest, ATableThatIsFreedIsEmpty) {
  table_->owner.store(heap::MakeOwner(7, 1));
  WriteSite(*table_, 0, {0x1000});
  WriteBlock(*table_, 0, {.address = 0x10000, .bytes = 10});
  FreeTable(*table_);
  EXPECT_EQ(table_->owner.load(), 0u);
  EXPECT_THAT(Take(1).entries, IsEmpty());
}

TEST_F(CensusTest, ATableThatAnotherProcessIsEmptyingIsLeftToIt) {
  table_->owner.store(heap::kEmptying);
  WriteSite(*table_, 0, {0x1000});
  FreeTable(*table_);
  EXPECT_EQ(table_->owner.load(), heap::kEmptying);
  EXPECT_EQ(table_->sites[0].depth.load(), 1u);
}

}  // namespace
}  // namespace seep
