// Other allocators behind us: their blocks are counted, not libc's.

#include <gtest/gtest.h>

#include <ostream>

#include "heap/interpose/rig.h"

namespace seep::heap {
namespace {

struct Allocator {
  const char* name;
  const char* library;
  bool throws;  // std::bad_alloc; otherwise it ends the process
};
void PrintTo(const Allocator& allocator, std::ostream* out) { *out << allocator.name; }

class Behind : public testing::TestWithParam<Allocator> {
 protected:
  void SetUp() override {
    library_ = FindLibrary(GetParam().library);
    if (library_.empty()) GTEST_SKIP() << GetParam().library << " is not installed";
  }

  BlockCounts Change(const std::string& operation) {
    SharedRegion region;
    Probe probe(region, {operation}, {.preload = {library_}});
    EXPECT_TRUE(probe.at_mark()) << operation;
    if (!probe.at_mark()) return {};
    const BlockCounts change = probe.Step().Total();
    // mimalloc's malloc_usable_size, tcmalloc's errno … are theirs: 4 is what they may do.
    const int status = probe.Finish();
    EXPECT_TRUE(status == 0 || status == 4) << operation << " ended with " << status;
    return change;
  }

  std::string library_;
};

TEST_P(Behind, EveryWayToAllocateIsCountedOnce) {
  for (const char* operation :
       {"malloc", "calloc", "realloc-null", "memalign", "aligned_alloc", "posix_memalign", "valloc",
        "pvalloc", "strdup", "new", "new[]", "new-nothrow", "new[]-nothrow", "new-aligned",
        "new[]-aligned", "new-aligned-nothrow", "new[]-aligned-nothrow"}) {
    const BlockCounts change = Change(operation);
    EXPECT_EQ(change.allocations, 1) << operation;
    EXPECT_EQ(change.frees, 0) << operation;
    EXPECT_GE(change.usable_bytes, change.requested_bytes) << operation;
  }
}

TEST_P(Behind, EveryWayToFreeIsCountedOnce) {
  for (const char* operation :
       {"free", "cfree", "free_sized", "delete", "delete[]", "delete-nothrow", "delete[]-nothrow",
        "delete-sized", "delete[]-sized", "delete-aligned", "delete[]-aligned",
        "delete-aligned-nothrow", "delete[]-aligned-nothrow", "delete-sized-aligned",
        "delete[]-sized-aligned"}) {
    const BlockCounts change = Change(operation);
    EXPECT_EQ(change.allocations, 0) << operation;
    EXPECT_EQ(change.frees, 1) << operation;
    EXPECT_LT(change.usable_bytes, 0) << operation;
  }
}

TEST_P(Behind, ReallocIsAFreeAndAnAllocation) {
  const BlockCounts grown = Change("realloc-grows");
  EXPECT_EQ(grown.allocations, 1);
  EXPECT_EQ(grown.frees, 1);
  EXPECT_EQ(grown.requested_bytes, 200'000);
  const BlockCounts failed = Change("realloc-fails");
  EXPECT_EQ(failed.allocations, 0);
  EXPECT_EQ(failed.frees, 0);
}

TEST_P(Behind, AFailedNewThrowsThroughUs) {
  if (!GetParam().throws) GTEST_SKIP() << GetParam().name << " ends the process";
  const BlockCounts change = Change("new-throws");
  EXPECT_EQ(change.allocations, change.frees);
}

TEST_P(Behind, ForkAndThreadsCount) {
  SharedRegion region;
  Probe probe(region, {"fork"}, {.preload = {library_}});
  ASSERT_TRUE(probe.at_mark());
  probe.Step();
  const BlockCounts child = region.Of(static_cast<pid_t>(probe.value())).Total();
  EXPECT_GE(child.allocations, 5);
  EXPECT_GE(child.frees, 1);
  EXPECT_EQ(probe.Finish(), 0);
  Probe threads(region, {"threads-at-once", "4"}, {.preload = {library_}});
  ASSERT_TRUE(threads.at_mark());
  EXPECT_GE(threads.Step().Total().frees, 400'000);
  EXPECT_EQ(threads.Finish(), 0);
}

INSTANTIATE_TEST_SUITE_P(Us, Behind,
                         testing::Values(Allocator{"jemalloc", "libjemalloc.so.2", true},
                                         Allocator{"tcmalloc", "libtcmalloc_minimal.so.4", true},
                                         Allocator{"mimalloc", "libmimalloc.so.2", false}),
                         [](const testing::TestParamInfo<Allocator>& allocator) {
                           return std::string(allocator.param.name);
                         });

}  // namespace
}  // namespace seep::heap
