#include "sample/smaps.h"

#include <gmock/gmock.h>

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

constexpr int64_t kKib = 1024;

// bash on Linux 6.18, whole.
constexpr const char* kRollup =
    R"(55b10da7e000-7ffd119c0000 ---p 00000000 00:00 0                          [rollup]
Rss:                1724 kB
Pss:                 353 kB
Pss_Dirty:           108 kB
Pss_Anon:            108 kB
Pss_File:            245 kB
Pss_Shmem:            12 kB
Shared_Clean:       1552 kB
Shared_Dirty:          0 kB
Private_Clean:        64 kB
Private_Dirty:       108 kB
Referenced:         1724 kB
Anonymous:           108 kB
KSM:                   0 kB
LazyFree:             16 kB
AnonHugePages:         0 kB
ShmemPmdMapped:        0 kB
FilePmdMapped:         0 kB
Shared_Hugetlb:        0 kB
Private_Hugetlb:       0 kB
Swap:                  4 kB
SwapPss:               2 kB
Locked:                0 kB
)";

// Linux 4.4 had no LazyFree and no parts of Pss.
constexpr const char* kOldSmaps =
    R"(01c2f000-01c50000 rw-p 00000000 00:00 0                                  [heap]
Size:                132 kB
Rss:                  20 kB
Pss:                  20 kB
Shared_Clean:          0 kB
Private_Dirty:        20 kB
Referenced:           20 kB
Anonymous:            20 kB
AnonHugePages:         0 kB
Swap:                  8 kB
SwapPss:               8 kB
VmFlags: rd wr mr mw me ac sd 
7f5c28000000-7f5c28800000 rw-p 00000000 00:00 0                          [stack:1234]
Size:               8192 kB
Rss:                  12 kB
Pss:                  12 kB
Anonymous:            12 kB
Swap:                  0 kB
VmFlags: rd wr mr mw me ac sd 
)";

// Mappings of one process, shortened to the fields that matter.
constexpr const char* kSmaps =
    R"(55ca5988c000-55ca598ad000 rw-p 00000000 00:00 0                          [heap]
Rss:                  40 kB
Anonymous:            40 kB
LazyFree:              8 kB
Swap:                  4 kB
7f9efe7fc000-7f9efe7fd000 ---p 00000000 00:00 0 
Rss:                   0 kB
Anonymous:             0 kB
Swap:                  0 kB
7f9efe7fd000-7f9efeffd000 rw-p 00000000 00:00 0 
Rss:                  24 kB
Anonymous:            24 kB
Swap:                  0 kB
7f9f00000000-7f9f04000000 rw-p 00000000 00:00 0 
Rss:                 100 kB
Anonymous:           100 kB
Swap:                  0 kB
7f9f04d30000-7f9f04d34000 rw-p 001d2000 fe:00 12345                      /usr/lib/with a space/libc.so.6
Rss:                  16 kB
Pss:                  16 kB
Pss_Dirty:            16 kB
Anonymous:            16 kB
Swap:                  0 kB
7f9f04d34000-7f9f04d3c000 r--p 001d6000 fe:00 12345                      /usr/lib/with a space/libc.so.6
Rss:                  32 kB
Anonymous:             4 kB
Swap:                  0 kB
7f9f05000000-7f9f05100000 rw-p 00000000 00:00 0                          [anon: Go: heap]
Rss:                  64 kB
Anonymous:            64 kB
Swap:                  0 kB
7ffe66600000-7ffe66721000 rw-p 00000000 00:00 0                          [stack]
Rss:                  28 kB
Anonymous:            28 kB
Swap:                  0 kB
)";

auto Mapping(const std::string& name, int64_t kib) {
  return AllOf(Field(&MappingBytes::name, name), Field(&MappingBytes::bytes, kib * kKib));
}

TEST(Smaps, RollupIsReadInBytes) {
  const auto memory = ParseSmaps(kRollup);
  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->rss, 1724 * kKib);
  EXPECT_EQ(memory->pss, 353 * kKib);
  EXPECT_EQ(memory->file, 245 * kKib);
  EXPECT_EQ(memory->shmem, 12 * kKib);
  EXPECT_EQ(memory->anonymous, 108 * kKib);
  EXPECT_EQ(memory->lazy_free, 16 * kKib);
  EXPECT_EQ(memory->swap, 4 * kKib);
  EXPECT_EQ(memory->Held(), (108 + 4 - 16) * kKib);
}

TEST(Smaps, MappingsOfAnOldKernelAddUp) {
  const auto memory = ParseSmaps(kOldSmaps);
  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->rss, 32 * kKib);
  EXPECT_EQ(memory->Held(), 40 * kKib);
  EXPECT_EQ(memory->lazy_free, 0);
  EXPECT_EQ(memory->file, 0);
}

TEST(Smaps, OfAProcessThatHasEndedIsNothing) { EXPECT_FALSE(ParseSmaps("")); }

TEST(HeldWithin, SumsTheMappingsThatBeginThere) {
  int64_t all = 0;
  HeldByMapping held;
  held.Add(kSmaps, {});
  for (const MappingBytes& mapping : held.Sorted()) all += mapping.bytes;
  EXPECT_EQ(HeldWithin(kSmaps, {0, UINT64_MAX}), all);
  EXPECT_EQ(HeldWithin(kSmaps, {0x7f9efe7fd000, 0x7f9f04000000}), 124 * kKib);
  EXPECT_EQ(HeldWithin(kSmaps, {0x7f9f05000001, 0x7f9f05100000}), 0);
  EXPECT_EQ(HeldWithin("", {0, UINT64_MAX}), 0);
}

TEST(HeldByMapping, SumsByNameAndSortsBySize) {
  HeldByMapping held;
  held.Add(kSmaps, {});
  EXPECT_THAT(held.Sorted(), ElementsAre(Mapping("[anon]", 124), Mapping("[anon: Go: heap]", 64),
                                         Mapping("[heap]", 36), Mapping("[stack]", 28),
                                         Mapping("/usr/lib/with a space/libc.so.6", 20)));
}

TEST(HeldByMapping, KnowsAThreadsStackByItsStackPointer) {
  HeldByMapping held;
  const std::vector<uint64_t> pointers = {0x7f9efeffcc70, 0x7ffe6671d2c0};
  held.Add(kSmaps, pointers);
  const auto sorted = held.Sorted();
  EXPECT_THAT(sorted, testing::Contains(Mapping("thread stacks", 24)));
  EXPECT_THAT(sorted, testing::Contains(Mapping("[anon]", 100)));
  EXPECT_THAT(sorted, testing::Contains(Mapping("[stack]", 28)));
}

TEST(HeldByMapping, TakesTheEndOfAMappingAsOutsideIt) {
  HeldByMapping held;
  held.Add(kSmaps, std::vector<uint64_t>{0x7f9efeffd000});
  EXPECT_THAT(held.Sorted(), testing::Contains(Mapping("[anon]", 124)));
}

TEST(HeldByMapping, KnowsTheStacksThatTheSystemNames) {
  HeldByMapping held;
  held.Add(kOldSmaps, {});
  held.Add(
      "7f0000000000-7f0000800000 rw-p 00000000 00:00 0 "
      "[anon: glibc: pthread stack: 77]\nAnonymous:  8 kB\n",
      {});
  EXPECT_THAT(held.Sorted(), ElementsAre(Mapping("[heap]", 28), Mapping("thread stacks", 20)));
}

TEST(HeldByMapping, AddsUpProcesses) {
  HeldByMapping held;
  EXPECT_THAT(held.Sorted(), IsEmpty());
  held.Add(kOldSmaps, {});
  held.Add(kOldSmaps, {});
  EXPECT_THAT(held.Sorted(), testing::Contains(Mapping("[heap]", 56)));
}

TEST(StackPointer, IsTheLastButOneNumber) {
  EXPECT_EQ(
      ParseStackPointer("202 0x3f 0x189 0x0 0x0 0x0 0xffffffff 0x7f9effffec70 0x7f9f04ea3f16\n"),
      0x7f9effffec70u);
  EXPECT_EQ(ParseStackPointer("-1 0x7ffe6671d2c0 0x7f9f04f26cae\n"), 0x7ffe6671d2c0u);
}

TEST(StackPointer, OfARunningThreadIsUnknown) {
  EXPECT_FALSE(ParseStackPointer("running\n"));
  EXPECT_FALSE(ParseStackPointer(""));
  EXPECT_FALSE(ParseStackPointer("-1 0 0\n"));
}

}  // namespace
}  // namespace seep
