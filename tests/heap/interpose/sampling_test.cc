// Tables of a site pass: whose they are, and what happens when one is full.

#include <gtest/gtest.h>

#include <cmath>

#include "heap/interpose/rig.h"

namespace seep::heap {
namespace {

constexpr size_t kBytes = 3000;  // of a block of the probe

struct Estimate {
  double blocks = 0;
  size_t entries = 0;
};

Estimate Survivors(const SiteTable& table) {
  Estimate sum;
  for (const Block& block : table.blocks) {
    if (block.address.load() <= kFreedBlock || block.site.load() == 0) continue;
    sum.blocks += std::ldexp(1.0, static_cast<int>(block.weight_shift));
    ++sum.entries;
  }
  return sum;
}

double Births(const SiteTable& table) {
  double births = 0;
  for (const Site& site : table.sites) births += static_cast<double>(site.births.load());
  return births;
}

TEST(Table, ThatIsFullGoesOnWithASample) {
  constexpr double kAll = 700'000;
  SharedRegion region(1);
  Probe probe(region, {"sites-many", "700000"});
  region.BeginPass({24});
  probe.Step();
  const SiteTable* const table = region.TableOf(probe.pid());
  ASSERT_NE(table, nullptr);
  EXPECT_GE(table->weight_shift.load(), 1U);
  EXPECT_LE(table->weight_shift.load(), 3U);
  EXPECT_GE(table->blocks_lost.load(), 1U);
  EXPECT_LE(table->blocks_lost.load(), 8U);
  // One in two is kept at random, twice: the standard deviation of the estimate is about
  // sqrt(700,000 * 3), 0.2 %.
  EXPECT_NEAR(Survivors(*table).blocks, kAll, kAll * 0.015);
  EXPECT_NEAR(Births(*table), kAll, kAll * 0.015);
  EXPECT_GT(Survivors(*table).entries, kBlocks / 8);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Table, IsSharedByTheThreadsOfAProcess) {
  SharedRegion region(2);
  Probe probe(region, {"sites-threads", "8"});
  region.BeginPass({kBytes});
  probe.Step();
  const SiteTable* const table = region.TableOf(probe.pid());
  ASSERT_NE(table, nullptr);
  // While one thread claims the table the others' blocks are not followed.
  EXPECT_NEAR(Survivors(*table).blocks, 8000, 80);
  EXPECT_NEAR(Births(*table), 16'000, 160);
  EXPECT_EQ(table->blocks_lost.load(), 0U);
  EXPECT_EQ(region.table(0).owner.load() == 0 || region.table(1).owner.load() == 0, true)
      << "one is enough";
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Table, OfAChildIsItsOwn) {
  SharedRegion region(2);
  Probe probe(region, {"sites-child"});
  region.BeginPass({kBytes});
  probe.Step();
  probe.Step();
  const SiteTable* const parents = region.TableOf(probe.pid());
  const SiteTable* const childs = region.TableOf(static_cast<pid_t>(probe.value()));
  ASSERT_NE(parents, nullptr);
  ASSERT_NE(childs, nullptr);
  EXPECT_EQ(Survivors(*parents).entries, 1U) << "the child's free is of its own copy";
  EXPECT_EQ(Survivors(*childs).entries, 5U);
  EXPECT_EQ(region.header().processes_lost.load(), 0U);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Table, ThatIsNotToBeHadMakesALostProcess) {
  SharedRegion region(1);
  Probe probe(region, {"sites-child"});
  region.BeginPass({kBytes});
  probe.Step();
  probe.Step();
  EXPECT_NE(region.TableOf(probe.pid()), nullptr);
  EXPECT_EQ(region.TableOf(static_cast<pid_t>(probe.value())), nullptr);
  EXPECT_EQ(region.header().processes_lost.load(), 1U);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Table, OfADeadProcessOrAnOlderPassIsTakenEmpty) {
  SharedRegion region(1);
  Probe dead(region, {"sites-child"});
  region.BeginPass({kBytes});
  dead.Step();
  EXPECT_EQ(dead.Finish(), 6) << "its child finds nobody to mark for";
  Probe next(region, {"sites-child"});
  next.Step();
  ASSERT_NE(region.TableOf(next.pid()), nullptr);
  EXPECT_EQ(Survivors(*region.TableOf(next.pid())).entries, 1U);
  EXPECT_EQ(Births(*region.TableOf(next.pid())), 1);
  region.BeginPass({kBytes});
  Probe later(region, {"sites-child"});
  later.Step();
  ASSERT_NE(region.TableOf(later.pid()), nullptr);
  EXPECT_EQ(Survivors(*region.TableOf(later.pid())).entries, 1U);
}

TEST(Table, OfTheProgramBeforeExecIsGivenBack) {
  SharedRegion region(1);
  Probe probe(region, {"exec"});
  const pid_t pid = probe.pid();
  region.BeginPass({kBytes});
  EXPECT_EQ(probe.Finish(), 0);
  ASSERT_NE(region.TableOf(pid), nullptr);
  EXPECT_EQ(Survivors(*region.TableOf(pid)).entries, 5U);
}

}  // namespace
}  // namespace seep::heap
