// A child counts from its fork on, a new program from its start; a parent's counts are its own.

#include <gtest/gtest.h>

#include "heap/interpose/rig.h"

namespace seep::heap {
namespace {

constexpr size_t kBytes = 3000;       // of a block of the probe
constexpr size_t kOtherBytes = 5000;  // of one of its other threads

Counts ChildOf(SharedRegion& region, const Probe& probe) {
  return region.Of(static_cast<pid_t>(probe.value()));
}

TEST(Fork, GivesTheChildCountsOfItsOwnFromZero) {
  SharedRegion region;
  Probe probe(region, {"fork"});
  EXPECT_EQ(probe.Now().OfSize(kBytes).allocations, 3);
  EXPECT_EQ(probe.Step().OfSize(kBytes).allocations, 0) << "of the parent";
  EXPECT_EQ(probe.Now().OfSize(kBytes).frees, 0) << "of the parent";
  EXPECT_EQ(ChildOf(region, probe).OfSize(kBytes).allocations, 5);
  EXPECT_EQ(ChildOf(region, probe).OfSize(kBytes).frees, 1) << "a block of the parent's";
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Fork, OfAForkedChildCountsToo) {
  SharedRegion region;
  Probe probe(region, {"fork-twice"});
  probe.Step();  // to the mark of the child, about the grandchild
  EXPECT_EQ(ChildOf(region, probe).OfSize(kBytes).allocations, 5);
  probe.Step();
  EXPECT_EQ(ChildOf(region, probe).OfSize(kBytes).allocations, 1);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Fork, PastLibcIsNoticedToo) {
  SharedRegion region;
  Probe probe(region, {"raw-fork"});
  EXPECT_EQ(probe.Step().OfSize(kBytes).allocations, 0) << "of the parent";
  EXPECT_EQ(ChildOf(region, probe).OfSize(kBytes).allocations, 5);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Fork, IsNoticedOnAKernelThatWipesNoPages) {
  SharedRegion region;
  Probe probe(region, {ProbePath("probe"), "fork"}, {.program = "probe_seccomp"});
  ASSERT_TRUE(probe.at_mark());
  EXPECT_EQ(probe.Step().OfSize(kBytes).allocations, 0) << "of the parent";
  EXPECT_EQ(ChildOf(region, probe).OfSize(kBytes).allocations, 5);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Fork, BesideAllocatingThreadsGivesEachChildItsOwnCounts) {
  SharedRegion region;
  Probe probe(region, {"fork-beside-threads", "50"});
  for (int child = 0; child < 50; ++child) {
    EXPECT_EQ(probe.Step().OfSize(kBytes).allocations, 0) << "of the parent";
    const Counts counts = ChildOf(region, probe);
    EXPECT_EQ(counts.OfSize(kBytes).allocations, 5);
    EXPECT_EQ(counts.OfSize(kOtherBytes).allocations, 0) << "of the parent's threads";
    EXPECT_EQ(counts.slots, 1U);
  }
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Fork, InAThreadThatEndsLeavesTheParentsSlotAlone) {
  SharedRegion region;
  Probe probe(region, {"fork-in-thread"});
  EXPECT_EQ(probe.Step().OfSize(kBytes).allocations, 0) << "of the parent";
  EXPECT_EQ(ChildOf(region, probe).OfSize(kBytes).allocations, 5);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Exec, BeginsAtZeroUnderTheSamePid) {
  SharedRegion region;
  Probe probe(region, {"exec"});
  const pid_t pid = probe.pid();
  EXPECT_EQ(probe.Now().OfSize(kBytes).allocations, 7);
  EXPECT_EQ(probe.Finish(), 0);
  EXPECT_EQ(region.Of(pid).OfSize(kBytes).allocations, 5);
  EXPECT_EQ(region.Of(pid).slots, 1U);
}

TEST(Exec, InAChildForgetsWhatTheChildDidBefore) {
  SharedRegion region;
  Probe probe(region, {"fork-exec"});
  EXPECT_EQ(probe.Step().OfSize(kBytes).allocations, 0) << "of the parent";
  EXPECT_EQ(ChildOf(region, probe).OfSize(kBytes).allocations, 5);
  EXPECT_EQ(ChildOf(region, probe).slots, 1U);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Vfork, ThenExecCountsTheNewProgramAndLeavesTheParentAlone) {
  SharedRegion region;
  Probe probe(region, {"vfork-exec"});
  EXPECT_EQ(probe.Step().OfSize(kBytes).allocations, 0) << "of the parent";
  EXPECT_EQ(probe.Now().OfSize(kBytes).allocations, 2);
  EXPECT_EQ(ChildOf(region, probe).OfSize(kBytes).allocations, 5);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Exit, IsCountedToItsEnd) {
  SharedRegion region;
  Probe probe(region, {"at-exit"});
  const pid_t pid = probe.pid();
  EXPECT_EQ(probe.Now().OfSize(kBytes).allocations, 0);
  EXPECT_EQ(probe.Finish(), 0);
  EXPECT_EQ(region.Of(pid).OfSize(kBytes).allocations, 5);
}

}  // namespace
}  // namespace seep::heap
