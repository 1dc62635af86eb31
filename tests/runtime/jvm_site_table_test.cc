#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

#include "runtime/jvm_agent/site_table.h"

namespace seep {
namespace {

jvmti::Frame At(uint64_t method, int64_t location) {
  return {reinterpret_cast<jvmti::Method>(method), location};
}

class JvmSiteTableTest : public ::testing::Test {
 protected:
  // Zeroed, as the agent's is.
  std::unique_ptr<JvmSiteTable> table_ = std::make_unique<JvmSiteTable>();
};

TEST(JvmTag, HoldsWhereAndWhenAndHowMuch) {
  for (const JvmTag& tag : {JvmTag{0, 0, 16}, JvmTag{kJvmSitesMax - 1, kJvmRoundsMax - 1, 1},
                            JvmTag{7, 3, (int64_t{1} << 40) - 1}}) {
    EXPECT_GT(tag.Pack(), 0);
    const JvmTag back = JvmTag::Unpack(tag.Pack());
    EXPECT_EQ(back.site, tag.site);
    EXPECT_EQ(back.round, tag.round);
    EXPECT_EQ(back.bytes, tag.bytes);
  }
}

TEST_F(JvmSiteTableTest, FindsTheSameStackAgain) {
  const std::vector<jvmti::Frame> one = {At(16, 1), At(32, 2)};
  const std::vector<jvmti::Frame> other = {At(16, 1), At(32, 3)};
  const size_t site = table_->Find(0, one.data(), one.size());
  EXPECT_EQ(table_->Find(0, one.data(), one.size()), site);
  EXPECT_NE(table_->Find(0, other.data(), other.size()), site);
  EXPECT_NE(table_->Find(1, one.data(), one.size()), site);
  EXPECT_NE(table_->Find(0, one.data(), 1), site);
  EXPECT_EQ(table_->At(site).depth, 2u);
  EXPECT_EQ(table_->At(site).frames[1].location, 2);
}

TEST_F(JvmSiteTableTest, CountsWhatLivesByRound) {
  const jvmti::Frame frame = At(16, 1);
  const size_t site = table_->Find(0, &frame, 1);
  for (const size_t round : {size_t{0}, size_t{0}, size_t{2}}) table_->Add({site, round, 24});
  table_->Remove({site, 0, 24});
  EXPECT_EQ(table_->At(site).objects[0], 1);
  EXPECT_EQ(table_->At(site).objects[1], 0);
  EXPECT_EQ(table_->At(site).bytes[2], 24);
}

TEST_F(JvmSiteTableTest, SaysWhenItIsFullAndIsEmptyAgain) {
  size_t full = 0;
  for (int64_t i = 0; i < 3 * static_cast<int64_t>(kJvmSitesMax); ++i) {
    const jvmti::Frame frame = At(16, i);
    full += table_->Find(0, &frame, 1) == JvmSiteTable::kNone ? 1 : 0;
  }
  EXPECT_GE(full, 2 * kJvmSitesMax);
  EXPECT_LE(full, 2 * kJvmSitesMax + kJvmSitesMax / 10);
  table_->Clear();
  const jvmti::Frame frame = At(99, 99);
  const size_t site = table_->Find(3, &frame, 1);
  ASSERT_NE(site, JvmSiteTable::kNone);
  EXPECT_EQ(table_->At(site).objects[0], 0);
}

TEST_F(JvmSiteTableTest, CutsDeepStacks) {
  const std::vector<jvmti::Frame> deep(2 * kJvmDepthMax, At(16, 1));
  EXPECT_EQ(table_->At(table_->Find(0, deep.data(), deep.size())).depth, kJvmDepthMax);
}

TEST_F(JvmSiteTableTest, IsFilledByManyThreads) {
  const auto fill = [&] {
    for (int64_t i = 0; i < 20'000; ++i) {
      const jvmti::Frame frame = At(16, i % 100);
      const JvmTag tag{table_->Find(0, &frame, 1), 0, 16};
      table_->Add(tag);
      if (i % 2 == 0) table_->Remove(tag);
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(fill);
  for (std::thread& thread : threads) thread.join();
  int64_t live = 0;
  for (size_t i = 0; i < kJvmSitesMax; ++i) live += table_->At(i).objects[0];
  EXPECT_EQ(live, 40'000);
}

}  // namespace
}  // namespace seep
