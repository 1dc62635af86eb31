// Whether the word before a block may be believed: against a malloc that this test puts behind.

#include "heap/interpose/glibc_chunk.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include "heap/interpose/next.h"

namespace seep::heap {
namespace {

// Blocks with headers as in glibc, one behind the other, in this memory alone. `flags` go into
// each.
struct FakeHeap {
  alignas(64) unsigned char memory[64 * 1024];
  size_t used;
  size_t flags;
  size_t wrong_from;  // usable bytes from which malloc_usable_size tells others than the header
  bool is_libcs;
  void* only_block;  // if it is not null: each allocation's, and its size is told to the byte
  size_t last_bytes;
};
FakeHeap heap;

size_t ChunkBytes(size_t bytes) {
  const size_t whole = (bytes + 8 + 15) / 16 * 16;
  return whole < 32 ? 32 : whole;
}

void* FakeMemalign(size_t alignment, size_t bytes) {
  heap.last_bytes = bytes;
  if (heap.only_block != nullptr) return heap.only_block;
  const size_t at = (heap.used + 16 + alignment - 1) / alignment * alignment;
  heap.used = at + ChunkBytes(bytes);
  void* const block = heap.memory + at;
  static_cast<size_t*>(block)[-1] = ChunkBytes(bytes) | heap.flags;
  return block;
}
void* FakeMalloc(size_t bytes) { return FakeMemalign(16, bytes); }
void* FakeCalloc(size_t count, size_t each) { return FakeMalloc(count * each); }
void FakeFree(void* /*block*/) {}
size_t FakeUsableSize(void* block) {
  if (heap.only_block != nullptr) return heap.last_bytes;
  const size_t usable = ChunkHeader(block) / 16 * 16 - 8;
  return usable < heap.wrong_from ? usable : usable - 16;
}

class ChunkHeaders : public testing::Test {
 protected:
  void SetUp() override {
    heap.used = 0;
    heap.flags = 1;  // the chunk before is in use
    heap.wrong_from = SIZE_MAX;
    heap.is_libcs = true;
    heap.only_block = nullptr;
  }
};

TEST_F(ChunkHeaders, AreBelievedWhereEverySizeAgrees) { EXPECT_TRUE(HaveChunkHeaders()); }

TEST_F(ChunkHeaders, AreBelievedInAnArenaThatIsNotTheMainOne) {
  heap.flags = 1 | 4;
  EXPECT_TRUE(HaveChunkHeaders());
}

TEST_F(ChunkHeaders, AreNotBelievedWhereOneSizeDiffers) {
  for (const size_t bytes : {24U, 104U, 1016U}) {
    heap.used = 0;
    heap.wrong_from = bytes;
    EXPECT_FALSE(HaveChunkHeaders()) << bytes;
  }
}

TEST_F(ChunkHeaders, AreNotBelievedWithAFlagThatSmallBlocksDoNotHave) {
  heap.flags = 1 | 2;
  EXPECT_FALSE(HaveChunkHeaders());
}

TEST_F(ChunkHeaders, AreNotLookedAtInAnotherLibrarysHeap) {
  heap.is_libcs = false;
  EXPECT_FALSE(HaveChunkHeaders());
  EXPECT_EQ(heap.used, 0U);
}

// Before the block there is no memory.
TEST_F(ChunkHeaders, AreNotLookedAtWhereSizesAreToldToTheByte) {
  const size_t page = 4096;
  void* const pages = mmap(nullptr, 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(pages, MAP_FAILED);
  heap.only_block = static_cast<char*>(pages) + page;
  ASSERT_EQ(mprotect(heap.only_block, page, PROT_READ | PROT_WRITE), 0);
  EXPECT_FALSE(HaveChunkHeaders());
  munmap(pages, 2 * page);
}

TEST(Chunk, IsSmallUpToTheLargestSmallClass) {
  for (const size_t flags : {0U, 1U, 4U, 5U}) {
    EXPECT_TRUE(IsSmallChunk(32 | flags));
    EXPECT_TRUE(IsSmallChunk(1024 | flags));
    EXPECT_FALSE(IsSmallChunk(1040 | flags));
    EXPECT_FALSE(IsSmallChunk(32 | flags | 2)) << "mapped by itself";
    EXPECT_EQ(ClassOfChunk(112 | flags), ClassOf(104));
    EXPECT_EQ(UsualBytes(ClassOfChunk(112 | flags)), 104);
  }
  EXPECT_FALSE(IsSmallChunk(~size_t{100})) << "of our own arena";
}

}  // namespace

// What glibc_chunk_linux.cc asks: `next` is the fake heap, "libc" an object of the test's choice.
constinit Next next = {.malloc = FakeMalloc,
                       .calloc = FakeCalloc,
                       .realloc = nullptr,
                       .free = FakeFree,
                       .memalign = FakeMemalign,
                       .aligned_alloc = nullptr,
                       .posix_memalign = nullptr,
                       .malloc_usable_size = FakeUsableSize,
                       .mmap = nullptr,
                       .munmap = nullptr,
                       .mremap = nullptr,
                       .brk = nullptr,
                       .sbrk = nullptr,
                       .malloc_trim = nullptr};

void* FindNext(const char* /*name*/) noexcept { return &heap; }

const void* ObjectOf(const void* code) noexcept {
  return code == &heap || heap.is_libcs ? &heap : nullptr;
}

}  // namespace seep::heap
