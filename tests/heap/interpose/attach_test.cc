// Joining the shared memory, early and in odd company; and staying passive when something is wrong.

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "heap/interpose/rig.h"

namespace seep::heap {
namespace {

void ExpectPassive(SharedRegion& region, const ProbeOptions& options) {
  Probe probe(region, {"malloc"}, options);
  ASSERT_TRUE(probe.at_mark());
  EXPECT_EQ(probe.Step().Total().allocations, 0);
  EXPECT_EQ(probe.Now().slots, 0U);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Process, IsSeenBeforeItsMain) {
  SharedRegion region;
  Probe probe(region, {"idle"});
  EXPECT_EQ(probe.Now().slots, 1U);
}

TEST(Process, WithoutTheVariableIsPassive) {
  SharedRegion region;
  ExpectPassive(region, {.variables = {std::string(kRegionVariable) + "="}});
}

TEST(Process, WithoutTheFileIsPassive) {
  SharedRegion region;
  ExpectPassive(region, {.variables = {std::string(kRegionVariable) + "=/nowhere/at/all"}});
}

TEST(Process, WithAFileTooShortIsPassive) {
  SharedRegion region;
  ExpectPassive(region, {.variables = {std::string(kRegionVariable) + "=" + SEEP_INTERPOSER}});
}

TEST(Process, OfAnotherVersionIsPassive) {
  SharedRegion region;
  region.header().version = kVersion + 1;
  ExpectPassive(region, {});
}

TEST(Process, OfAnotherLayoutIsPassive) {
  SharedRegion region;
  region.header().bytes += 64;
  ExpectPassive(region, {});
}

TEST(Process, WithSomethingElseInTheFileIsPassive) {
  SharedRegion region;
  region.header().magic = 0;
  ExpectPassive(region, {});
}

TEST(Process, WithAnAllocatorThatCannotTellSizesIsPassive) {
  SharedRegion region;
  ExpectPassive(region, {.preload = {ProbePath("libprobe_bump_without_size.so")}});
}

TEST(Process, WithoutRoomForTheTablesCounts) {
  SharedRegion region;
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_AS, &before), 0);
  ASSERT_GT(kRegionBytesMax, size_t{200} << 20);
  Probe probe(region, {"malloc"}, {.program = "probe_limited"});
  ASSERT_TRUE(probe.at_mark());
  EXPECT_EQ(probe.Step().Total().allocations, 1);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Process, ThatAllocatesInConstructorsIsCountedFromTheFirst) {
  SharedRegion region;
  Probe probe(region, {"idle"}, {.preload = {ProbePath("libprobe_early.so")}});
  const pid_t pid = probe.pid();
  EXPECT_EQ(probe.Now().OfSize(30'000).allocations, 1) << "of a library that came before us";
  EXPECT_EQ(probe.Now().OfSize(7777).allocations, 1) << "of the program";
  EXPECT_EQ(probe.Finish(), 0);
  EXPECT_EQ(region.Of(pid).OfSize(30'000).frees, 1);
  EXPECT_EQ(region.Of(pid).OfSize(7777).frees, 1);
}

// The library's constructor checks what it was given; status 9 tells where that is wrong.
TEST(Process, WhoseDlsymAllocatesIsServedMeanwhile) {
  SharedRegion region;
  Probe probe(region, {"malloc"}, {.preload = {ProbePath("libprobe_noisy.so")}});
  ASSERT_TRUE(probe.at_mark());
  EXPECT_EQ(probe.Step().Total().allocations, 1);
  EXPECT_EQ(probe.Finish(), 0);
}

// The library uses strings and vectors, and catches a std::bad_alloc.
void ExpectPluginLeavesNoRest(const std::string& plugin) {
  SharedRegion region;
  Probe probe(region, {ProbePath(plugin)}, {.program = "probe_plain"});
  ASSERT_TRUE(probe.at_mark());
  const BlockCounts change = probe.Step().Total();
  EXPECT_GE(change.allocations, 101);
  EXPECT_EQ(change.allocations, change.frees);
  EXPECT_EQ(change.usable_bytes, 0);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(Process, OfCThatLoadsALibraryOfCppLaterIsCountedWithoutRest) {
  ExpectPluginLeavesNoRest("libprobe_plugin.so");
}

TEST(Process, OfCThatLoadsALibraryWithACppRuntimeOfItsOwnIsCountedWithoutRest) {
  ExpectPluginLeavesNoRest("libprobe_plugin_of_its_own.so");
}

TEST(Trim, HappensOnceForEachRequestAtTheNextCall) {
  SharedRegion region;
  Probe probe(region, {"one-a-step", "4"});
  probe.Step();
  EXPECT_EQ(region.header().trimmed.load(), 0U);
  for (uint32_t request = 1; request <= 2; ++request) {
    region.header().trim.store(request);
    region.Attend(kTrim);
    EXPECT_EQ(probe.Step().OfSize(3000).allocations, 1);
    EXPECT_EQ(region.header().trimmed.load(), request);
  }
  probe.Step();
  EXPECT_EQ(region.header().trimmed.load(), 2U);
  EXPECT_EQ(probe.Finish(), 0);
}

}  // namespace
}  // namespace seep::heap
