// What a Go program's counts of objects say. The process whose memory is read is the test itself.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "runtime/go/heap_counts.h"
#include "runtime/go_image.h"

namespace seep {
namespace {

constexpr uint64_t kBias = 0x1000;

// Offsets in heapStats, as a debugger shows them in a program built by go1.19.8.
struct Offsets {
  int minor = 19;
  uint64_t delta = 1176;  // bytes of each of the three
  uint64_t large_bytes = 56;
  uint64_t large = 64;
  uint64_t small = 72;  // of the 68 size classes
  uint64_t large_bytes_freed = 616;
  uint64_t large_freed = 624;
  uint64_t small_freed = 632;
};
constexpr uint64_t kInHeap = 16;
constexpr uint64_t kWrittenTo = 3 * 1176;
constexpr uint64_t kSpanMemory = kWrittenTo + 24;
// Size classes.
constexpr uint64_t kBytes8 = 1;
constexpr uint64_t kBytes64 = 6;
constexpr uint64_t kBytes32768 = 67;

// Memory with heapStats in it, at `at`.
class Memory {
 public:
  explicit Memory(uint64_t at = 0) : at_(at), bytes_(at + (16 << 10), '\0') {}

  Memory& Add(uint64_t offset, int64_t value) {
    int64_t now = 0;
    std::memcpy(&now, bytes_.data() + at_ + offset, sizeof now);
    now += value;
    std::memcpy(bytes_.data() + at_ + offset, &now, sizeof now);
    return *this;
  }
  std::optional<GoHeapCounts> Count(int minor = 19) const {
    return CountGoHeap(std::string_view(bytes_).substr(at_), minor);
  }
  const std::string& Bytes() const { return bytes_; }
  uint64_t Linked() const { return reinterpret_cast<uint64_t>(bytes_.data()) - kBias; }

 private:
  uint64_t at_;
  std::string bytes_;
};

// 100 objects of 64 bytes live, and none else: 6,400 bytes.
Memory Sound(uint64_t at = 0) {
  Memory memory(at);
  memory.Add(kInHeap, 8192).Add(kSpanMemory, 16384);
  memory.Add(Offsets().small + 8 * kBytes64, 150).Add(Offsets().small_freed + 8 * kBytes64, 50);
  return memory;
}

TEST(CountGoHeap, SumsTheDeltasAndTheSizes) {
  // Go 1.25 has a word less in front of each delta's counts.
  const Offsets go25{25, 1168, 48, 56, 64, 608, 616, 624};
  for (const Offsets& at : {Offsets(), go25}) {
    Memory memory;
    memory.Add(kInHeap, 1 << 20).Add(3 * at.delta + 24, 16384);
    memory.Add(at.small + 8 * kBytes64, 5).Add(2 * at.delta + at.small + 8 * kBytes64, 2);
    memory.Add(at.delta + at.small_freed + 8 * kBytes64, 3);
    memory.Add(at.small + 8 * kBytes8, 1).Add(at.small + 8 * kBytes32768, 1);
    memory.Add(at.large, 3).Add(at.delta + at.large_freed, 1);
    memory.Add(at.large_bytes, 120'000).Add(at.delta + at.large_bytes_freed, 40'000);
    const auto counts = memory.Count(at.minor);
    ASSERT_TRUE(counts) << at.minor;
    EXPECT_EQ(counts->objects, 4 + 1 + 1 + 2);
    EXPECT_EQ(counts->bytes, 4 * 64 + 8 + 32'768 + 80'000);
  }
}

TEST(CountGoHeap, KnowsWhereItMoves) {
  EXPECT_EQ(GoHeapStatsBytes(18), 3 * 1176 + 32);
  EXPECT_EQ(GoHeapStatsBytes(24), 3 * 1176 + 32);
  EXPECT_EQ(GoHeapStatsBytes(25), 3 * 1168 + 32);
  EXPECT_EQ(GoHeapStatsBytes(26), 3 * 1168 + 32);
}

TEST(CountGoHeap, LeavesTinyObjectsToTheirBlocks) {
  Memory memory = Sound();
  memory.Add(48, 1000);  // tinyAllocCount
  ASSERT_TRUE(memory.Count());
  EXPECT_EQ(memory.Count()->objects, 100);
}

TEST(CountGoHeap, TakesNothingElseForCounts) {
  ASSERT_TRUE(Sound().Count());
  const Offsets at;
  EXPECT_FALSE(Memory().Count()) << "zeroes";
  EXPECT_FALSE(CountGoHeap(std::string_view(Sound().Bytes()).substr(0, 3000), 19)) << "cut off";
  EXPECT_FALSE(Sound().Add(kInHeap, 8).Count()) << "not whole pages";
  EXPECT_FALSE(Sound().Add(kInHeap, -8192).Count()) << "no memory";
  EXPECT_FALSE(Sound().Add(at.small + 8 * kBytes64, 29).Count()) << "more than there is memory";
  EXPECT_FALSE(Sound().Add(at.small_freed + 8 * kBytes64, 101).Count()) << "more freed";
  EXPECT_FALSE(Sound().Add(at.small, 1).Count()) << "of no size";
  EXPECT_FALSE(Sound().Add(at.small_freed, 1).Count()) << "of no size, freed";
  EXPECT_FALSE(Sound().Add(at.large_freed, 1).Count()) << "more large ones freed";
  EXPECT_FALSE(Sound().Add(at.large_bytes_freed, 1).Count()) << "more bytes of large ones freed";
  EXPECT_FALSE(Sound().Add(at.small + 8 * kBytes8, int64_t{1} << 60).Count()) << "too many";
  EXPECT_FALSE(Sound().Add(kWrittenTo, 3).Count()) << "there are three deltas";
  EXPECT_FALSE(Sound().Add(kSpanMemory, -16384).Count()) << "no memory for spans";
}

// As many objects, so far behind the others.
void AddAnother(Memory& memory, int64_t behind) {
  const auto at = static_cast<uint64_t>(behind);
  memory.Add(at + kInHeap, 8192).Add(at + kSpanMemory, 16384);
  memory.Add(at + Offsets().small + 8 * kBytes64, 100);
}

class GoObjectCounterTest : public ::testing::Test {
 protected:
  // In a program whose .noptrbss this memory is.
  std::optional<int64_t> Count(const Memory& memory, int64_t live_bytes,
                               const std::vector<GoImage::Symbol>& symbols = {},
                               int minor = 19) const {
    const GoImage image{.sections = {{".noptrbss", memory.Linked(),
                                      std::string(memory.Bytes().size(), '\0'), SHT_NOBITS}},
                        .symbols = symbols};
    const std::string file = image.Bytes();
    GoObjectCounter counter(ElfSections::Parse(file).value(), kBias, minor);
    return counter.Count(*own_, live_bytes);
  }

  const Result<TargetMemory> own_ = TargetMemory::Open(::getpid(), "test");
};

TEST_F(GoObjectCounterTest, KnowsThePlaceByItsSymbol) {
  const Memory memory = Sound(800);
  EXPECT_EQ(Count(memory, 6400, {{"runtime.memstats", memory.Linked() + 800}}), 100);
  EXPECT_EQ(Count(memory, 6400, {{"runtime.memstats", memory.Linked() + 808}}), std::nullopt);
  EXPECT_EQ(Count(memory, 6400, {{"main.main", memory.Linked()}}), std::nullopt);
}

// With other statistics in front: seen in a program built by go1.18.
TEST_F(GoObjectCounterTest, KnowsThePlaceInGo118) {
  const Memory memory = Sound(5960);
  EXPECT_EQ(Count(memory, 6400, {{"runtime.memstats", memory.Linked()}}, 18), 100);
}

// Though a delta and two further in front there is nothing, and the sums are the same. It looks
// through a MiB at once.
TEST_F(GoObjectCounterTest, FindsThePlaceInAStrippedProgram) {
  constexpr uint64_t kMiB = 1 << 20;
  for (const uint64_t at : {uint64_t{6000}, kMiB - 1000, kMiB}) {
    EXPECT_EQ(Count(Sound(at), 6400), 100) << at;
  }
}

TEST_F(GoObjectCounterTest, FindsNoneWhereTwoLookAlike) {
  Memory memory = Sound(6000);
  ASSERT_EQ(Count(memory, 6400), 100);
  AddAnother(memory, 4000);
  EXPECT_EQ(Count(memory, 6400), std::nullopt);
}

TEST_F(GoObjectCounterTest, CountsNoGarbage) {
  EXPECT_EQ(Count(Sound(), 6400 - 1024), 100);
  EXPECT_EQ(Count(Sound(), 6400 - 1025), std::nullopt);
}

// Objects with finalizers have been marked twice.
TEST_F(GoObjectCounterTest, MayHaveHalfOfTheBytesThatWereMarked) {
  EXPECT_EQ(Count(Sound(), 12'800), 100);
  EXPECT_EQ(Count(Sound(), 12'802), std::nullopt);
}

TEST_F(GoObjectCounterTest, StaysWhereItFoundThePlace) {
  Memory memory = Sound(6000);
  const GoImage image{.sections = {{".noptrbss", memory.Linked(), memory.Bytes(), SHT_NOBITS}}};
  const std::string file = image.Bytes();
  GoObjectCounter counter(ElfSections::Parse(file).value(), kBias, 19);
  EXPECT_EQ(counter.Count(*own_, 100), std::nullopt) << "not quiet";
  EXPECT_EQ(counter.Count(*own_, 6400), 100);
  AddAnother(memory, -4000);
  AddAnother(memory, 4000);
  memory.Add(1176 + Offsets().small + 8 * kBytes64, 7);
  EXPECT_EQ(counter.Count(*own_, 6848), 107);
  EXPECT_EQ(counter.Count(*own_, 100), std::nullopt) << "not quiet";
  EXPECT_EQ(counter.Count(*own_, 6848), 107);
}

}  // namespace
}  // namespace seep
