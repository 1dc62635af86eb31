#include <malloc.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

#include "heap/interpose/probe.h"

namespace probe {
namespace {

constexpr size_t kBytesMax = 4500;  // past the small classes, past a page
constexpr std::array<size_t, 4> kLarge = {30'000, 200'000, 1'000'000, 5'000'000};
constexpr size_t kBlocksMax = 6 * (kBytesMax + kLarge.size());

struct Block {
  void* at;
  bool is_news;
};
std::array<Block, kBlocksMax> blocks;
size_t block_count = 0;
uint64_t usable_bytes = 0;

void Keep(void* at, bool is_news = false) {
  blocks[block_count++] = {.at = at, .is_news = is_news};
  usable_bytes += malloc_usable_size(at);
}

void TakeInEveryWay(size_t bytes) {
  Keep(std::malloc(bytes));
  Keep(std::calloc(1, bytes));
  Keep(std::realloc(std::malloc(bytes / 2), bytes));
  Keep(std::realloc(std::malloc(bytes * 2), bytes));
  Keep(memalign(bytes % 2 == 0 ? 64 : 2048, bytes));
  Keep(::operator new(bytes), true);
}

void GiveBack(const Block& block) {
  if (block.is_news) {
    ::operator delete(block.at);
  } else {
    std::free(block.at);
  }
}

// Six blocks of each size, with what they are of use at the second mark; and all back at the third.
int EverySize(int /*argc*/, char** /*argv*/) {
  Mark();
  Keep(std::malloc(0));
  Keep(::operator new(0), true);
  for (size_t bytes = 1; bytes < kBytesMax; ++bytes) TakeInEveryWay(bytes);
  for (const size_t bytes : kLarge) TakeInEveryWay(bytes);
  Mark(usable_bytes);
  for (size_t index = 0; index < block_count; ++index) GiveBack(blocks[index]);
  Mark(block_count);
  return 0;
}

}  // namespace

const Play kSizes[] = {
    {"every-size", EverySize},
    {nullptr, nullptr},
};

}  // namespace probe
