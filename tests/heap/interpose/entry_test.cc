// Every function that libseep_heap.so takes the place of: what is counted for one call.

#include <gtest/gtest.h>

#include <ostream>

#include "heap/interpose/rig.h"

namespace seep::heap {
namespace {

struct Call {
  const char* probe;
  int64_t allocations;
  int64_t frees;
  int64_t requested;
};
void PrintTo(const Call& call, std::ostream* out) { *out << call.probe; }

std::string NameOf(const testing::TestParamInfo<Call>& call) {
  std::string name = call.param.probe;
  for (size_t at = 0; (at = name.find("[]")) != std::string::npos;) name.replace(at, 2, "_array");
  for (char& letter : name)
    if (letter == '-') letter = '_';
  return name;
}

class Entry : public testing::TestWithParam<Call> {};

TEST_P(Entry, IsCountedOnce) {
  SharedRegion region;
  Probe probe(region, {GetParam().probe});
  const BlockCounts change = probe.Step().Total();
  EXPECT_EQ(change.allocations, GetParam().allocations);
  EXPECT_EQ(change.frees, GetParam().frees);
  EXPECT_EQ(change.requested_bytes, GetParam().requested);
  EXPECT_EQ(probe.Finish(), 0) << "3: wrong result, 4: wrong errno";
}

INSTANTIATE_TEST_SUITE_P(
    Allocation, Entry,
    testing::Values(Call{"malloc", 1, 0, 100}, Call{"malloc-zero", 1, 0, 0},
                    Call{"malloc-large", 1, 0, 3'000'000}, Call{"malloc-fails", 0, 0, 0},
                    Call{"calloc", 1, 0, 100}, Call{"calloc-overflows", 0, 0, 0},
                    Call{"realloc-null", 1, 0, 100}, Call{"realloc-grows", 1, 1, 200'000},
                    Call{"realloc-stays", 1, 1, 101}, Call{"realloc-zero", 0, 1, 0},
                    Call{"realloc-fails", 0, 0, 0}, Call{"reallocarray", 1, 1, 200},
                    Call{"reallocarray-overflows", 0, 0, 0}, Call{"memalign", 1, 0, 100},
                    Call{"aligned_alloc", 1, 0, 128}, Call{"posix_memalign", 1, 0, 100},
                    Call{"posix_memalign-misaligned", 0, 0, 0},
                    Call{"posix_memalign-fails", 0, 0, 0}, Call{"valloc", 1, 0, 100},
                    Call{"pvalloc", 1, 0, 100}, Call{"pvalloc-overflows", 0, 0, 0},
                    Call{"free", 0, 1, 0}, Call{"free-null", 0, 0, 0}, Call{"cfree", 0, 1, 0},
                    Call{"free_sized", 0, 1, 0}, Call{"free_aligned_sized", 0, 1, 0},
                    Call{"malloc_usable_size", 0, 0, 0}, Call{"strdup", 1, 0, 13}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Operator, Entry,
    testing::Values(Call{"new", 1, 0, 100}, Call{"new[]", 1, 0, 100},
                    Call{"new-nothrow", 1, 0, 100}, Call{"new[]-nothrow", 1, 0, 100},
                    // libstdc++ asks aligned_alloc for whole multiples of the alignment.
                    Call{"new-aligned", 1, 0, 128}, Call{"new[]-aligned", 1, 0, 128},
                    Call{"new-aligned-nothrow", 1, 0, 128},
                    Call{"new[]-aligned-nothrow", 1, 0, 128}, Call{"delete", 0, 1, 0},
                    Call{"delete[]", 0, 1, 0}, Call{"delete-nothrow", 0, 1, 0},
                    Call{"delete[]-nothrow", 0, 1, 0}, Call{"delete-sized", 0, 1, 0},
                    Call{"delete[]-sized", 0, 1, 0}, Call{"delete-aligned", 0, 1, 0},
                    Call{"delete[]-aligned", 0, 1, 0}, Call{"delete-aligned-nothrow", 0, 1, 0},
                    Call{"delete[]-aligned-nothrow", 0, 1, 0},
                    Call{"delete-sized-aligned", 0, 1, 0}, Call{"delete[]-sized-aligned", 0, 1, 0},
                    Call{"delete-null", 0, 0, 0}),
    NameOf);

TEST(NewThatThrows, PassesTheExceptionOnAndCountsNoBlock) {
  for (const char* name : {"new-throws", "new-aligned-throws"}) {
    SharedRegion region;
    Probe probe(region, {name});
    const BlockCounts change = probe.Step().Total();
    EXPECT_EQ(change.allocations, 1) << "the exception itself, from " << name;
    EXPECT_EQ(change.frees, 1) << name;
    EXPECT_EQ(probe.Finish(), 0) << name;
  }
}

TEST(Block, IsCountedInTheClassOfItsUsableBytes) {
  SharedRegion region;
  Probe probe(region, {"malloc"});
  const Counts change = probe.Step();
  const BlockCounts& counts = change.classes[ClassOf(104)];
  EXPECT_EQ(counts.allocations, 1);
  EXPECT_EQ(counts.requested_bytes, 100);
  EXPECT_EQ(counts.usable_bytes, 104);  // as malloc_usable_size(3) tells, in glibc
}

TEST(Realloc, LeavesTheOldClassAndEntersTheNew) {
  SharedRegion region;
  Probe probe(region, {"realloc-grows"});
  const Counts change = probe.Step();
  const BlockCounts& old_class = change.classes[ClassOf(104)];
  EXPECT_EQ(old_class.allocations, 0);
  EXPECT_EQ(old_class.frees, 1);
  EXPECT_EQ(old_class.usable_bytes, -104);
  const BlockCounts& new_class = change.classes[ClassOf(200'000)];
  EXPECT_EQ(new_class.allocations, 1);
  EXPECT_EQ(new_class.frees, 0);
  EXPECT_GE(new_class.usable_bytes, 200'000);
}

struct MappingCall {
  const char* probe;
  int64_t mapped_pages;
  int64_t mmaps;
  int64_t munmaps;
  int64_t brk_bytes;
};
void PrintTo(const MappingCall& call, std::ostream* out) { *out << call.probe; }

class Mapping : public testing::TestWithParam<MappingCall> {};

TEST_P(Mapping, IsCountedInWholePages) {
  SharedRegion region;
  Probe probe(region, {GetParam().probe});
  const Counts change = probe.Step();
  EXPECT_EQ(change.mappings.mapped_bytes, GetParam().mapped_pages * 4096);
  EXPECT_EQ(change.mappings.mmaps, GetParam().mmaps);
  EXPECT_EQ(change.mappings.munmaps, GetParam().munmaps);
  EXPECT_EQ(change.mappings.brk_bytes, GetParam().brk_bytes);
  EXPECT_EQ(change.Total().allocations, 0);
  EXPECT_EQ(probe.Finish(), 0) << "3: wrong result, 4: wrong errno";
}

INSTANTIATE_TEST_SUITE_P(
    Call, Mapping,
    testing::Values(
        MappingCall{"mmap", 4, 1, 0, 0}, MappingCall{"mmap64", 1, 1, 0, 0},
        MappingCall{"mmap-fails", 0, 0, 0, 0}, MappingCall{"munmap", -4, 0, 1, 0},
        MappingCall{"munmap-part", -2, 0, 1, 0}, MappingCall{"munmap-fails", 0, 0, 0, 0},
        MappingCall{"mremap-grows", 5, 0, 0, 0}, MappingCall{"mremap-shrinks", -3, 0, 0, 0},
        MappingCall{"mremap-keeps-old", 4, 0, 0, 0}, MappingCall{"mremap-fails", 0, 0, 0, 0},
        MappingCall{"sbrk", 0, 0, 0, 8192}, MappingCall{"brk", 0, 0, 0, 12'288}),
    [](const testing::TestParamInfo<MappingCall>& call) {
      std::string name = call.param.probe;
      for (char& letter : name)
        if (letter == '-') letter = '_';
      return name;
    });

}  // namespace
}  // namespace seep::heap
