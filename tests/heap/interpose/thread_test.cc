// Slots: threads that begin and end, many at once, and handlers of signals.

#include <gtest/gtest.h>

#include "heap/interpose/rig.h"

namespace seep::heap {
namespace {

constexpr size_t kBytes = 3000;  // of a block of the probe

TEST(Threads, ThatComeAndGoLoseNoCountAndNoSlot) {
  SharedRegion region;
  Probe probe(region, {"threads-come-and-go", "10000"});
  const Counts change = probe.Step();
  EXPECT_EQ(change.OfSize(kBytes).allocations, 10'000);
  EXPECT_EQ(change.OfSize(kBytes).frees, 10'000);
  EXPECT_EQ(change.OfSize(kBytes).requested_bytes, 10'000 * 3000);
  EXPECT_EQ(change.OfSize(kBytes).usable_bytes, 0);
  EXPECT_LE(probe.Now().slots, 4U);
  EXPECT_EQ(region.header().threads_lost.load(), 0U);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Threads, ThatFreeAfterTheirSlotIsGivenBackLoseNoCountAndNoSlot) {
  SharedRegion region;
  Probe probe(region, {"threads-free-after-their-end", "3000"});
  const Counts change = probe.Step();
  EXPECT_EQ(change.OfSize(kBytes).allocations, 3000);
  EXPECT_EQ(change.OfSize(kBytes).frees, 3000);
  // What strerror(3) keeps for each thread is freed when the thread is all but gone.
  EXPECT_LE(change.Total().allocations - change.Total().frees, 2);
  EXPECT_LE(probe.Now().slots, 4U);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Threads, MayFreeWhatOthersAllocated) {
  SharedRegion region;
  Probe probe(region, {"threads-free-elsewhere"});
  const BlockCounts filled = probe.Step().OfSize(kBytes);
  EXPECT_EQ(filled.allocations, 500);
  EXPECT_EQ(filled.frees, 0);
  const BlockCounts emptied = probe.Step().OfSize(kBytes);
  EXPECT_EQ(emptied.allocations, 0);
  EXPECT_EQ(emptied.frees, 500);
  EXPECT_EQ(filled.usable_bytes + emptied.usable_bytes, 0);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Threads, AtOnceEachCountWithoutLoss) {
  SharedRegion region;
  Probe probe(region, {"threads-at-once", "8"});
  const BlockCounts change = probe.Step().OfSize(kBytes);
  EXPECT_EQ(change.allocations, 800'000);
  EXPECT_EQ(change.frees, 800'000);
  EXPECT_EQ(change.usable_bytes, 0);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Threads, BeyondTheSlotsAreReportedLostAndRunOn) {
  SharedRegion region;
  Probe probe(region, {"threads-crowd", "2000"});
  const int64_t counted = kSlots - 1;  // one is the main thread's
  EXPECT_EQ(probe.Step().OfSize(kBytes).allocations, counted);
  EXPECT_EQ(region.header().threads_lost.load(), 2000U - counted);
  EXPECT_EQ(probe.Step().OfSize(kBytes).frees, counted);
  EXPECT_EQ(probe.Step().OfSize(kBytes).allocations, 1) << "a later thread finds a slot again";
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Threads, TakeOverTheSlotsOfDeadProcesses) {
  SharedRegion region;
  Probe dead(region, {"idle"});
  const auto dead_pid = static_cast<uint32_t>(dead.pid());
  EXPECT_EQ(dead.Finish(), 0);
  for (Owner& owner : region.header().owners) owner.store(MakeOwner(dead_pid, dead_pid));
  for (Slot& slot : region.header().slots) slot.classes[ClassOf(3008)].allocations = 12'345;
  Probe probe(region, {"threads-come-and-go", "10"});
  EXPECT_EQ(probe.Step().OfSize(kBytes).allocations, 10);
  EXPECT_EQ(probe.Now().OfSize(kBytes).allocations, 10) << "the dead one's counts are gone";
  EXPECT_EQ(region.header().threads_lost.load(), 0U);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(SignalHandler, ThatAllocatesBetweenTwoInstructionsTakesNoCountAway) {
  SharedRegion region;
  Probe probe(region, {"signal-handler"}, {.preload = {ProbePath("libprobe_bump.so")}});
  const BlockCounts change = probe.Step().classes[ClassOf(3008)];
  EXPECT_GT(probe.value(), 1000U);
  EXPECT_EQ(change.allocations, static_cast<int64_t>(probe.value()));
  EXPECT_EQ(change.frees, static_cast<int64_t>(probe.value()));
  EXPECT_EQ(change.usable_bytes, 0);
  EXPECT_EQ(probe.Finish(), 0);
}

}  // namespace
}  // namespace seep::heap
