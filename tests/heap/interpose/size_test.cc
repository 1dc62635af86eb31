// Usable bytes, to the byte: whatever the size, the way it was asked for, and the allocator.

#include <gtest/gtest.h>

#include "heap/interpose/rig.h"

namespace seep::heap {
namespace {

// At the second mark the probe tells the usable bytes of what it keeps, at the third how many
// blocks.
void ExpectEveryByte(const ProbeOptions& options) {
  SharedRegion region;
  Probe probe(region, {"every-size"}, options);
  ASSERT_TRUE(probe.at_mark());
  const Counts before = probe.Now();
  probe.Step();
  const BlockCounts taken = (probe.Now() - before).Total();
  EXPECT_EQ(taken.usable_bytes, static_cast<int64_t>(probe.value()));
  probe.Step();
  const BlockCounts rest = (probe.Now() - before).Total();
  EXPECT_EQ(taken.allocations - taken.frees, static_cast<int64_t>(probe.value()));
  EXPECT_EQ(rest.allocations, rest.frees);
  EXPECT_EQ(rest.usable_bytes, 0);
  EXPECT_EQ(probe.Finish(), 0);
}

TEST(EveryByte, IsCountedInGlibcsHeap) { ExpectEveryByte({}); }

// mallopt(3), M_MMAP_THRESHOLD: malloc takes every block from the kernel that it has not room for,
// with a flag in the header that says so.
TEST(EveryByte, IsCountedOfBlocksMappedByThemselves) {
  ExpectEveryByte(
      {.variables = {"MALLOC_MMAP_THRESHOLD_=1", "MALLOC_MMAP_MAX_=60000", "MALLOC_TOP_PAD_=0",
                     "GLIBC_TUNABLES=glibc.malloc.tcache_count=0"}});
}

class EveryByteBehind : public testing::TestWithParam<const char*> {};

TEST_P(EveryByteBehind, IsCounted) {
  const std::string library = FindLibrary(GetParam());
  if (library.empty()) GTEST_SKIP() << GetParam() << " is not installed";
  ExpectEveryByte({.preload = {library}});
}

INSTANTIATE_TEST_SUITE_P(Us, EveryByteBehind,
                         testing::Values("libjemalloc.so.2", "libtcmalloc_minimal.so.4",
                                         "libmimalloc.so.2"));

TEST(Operators, OfTheProgramsOwnAreCalledByThoseItHasNot) {
  SharedRegion region;
  Probe probe(region, {}, {.program = "probe_replaced"});
  ASSERT_TRUE(probe.at_mark());
  const Counts change = probe.Step();
  EXPECT_EQ(change.Total().allocations, 2);
  EXPECT_EQ(change.Total().frees, 2);
  EXPECT_EQ(change.OfSize(164).allocations, 2) << "as the program's operator asks for them";
  EXPECT_EQ(probe.Finish(), 0);
}

}  // namespace
}  // namespace seep::heap
