// Buckets of Go's memory profiler, put together in the memory of the test.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <deque>
#include <vector>

#include "runtime/go/profile_buckets.h"
#include "runtime/go_image.h"

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr uint64_t kBias = 0x1000;
const std::vector<uint64_t> kStack{0x401010, 0x402020};
const std::vector<uint64_t> kOther{0x401010, 0x403030};

using Record = std::vector<uint64_t>;  // allocs, frees, alloc_bytes, free_bytes

class ProfileBucketsTest : public ::testing::Test {
 protected:
  uint64_t AddressOf(const void* object) const { return reinterpret_cast<uint64_t>(object); }

  // In front of those that are there. Records: the active one and three future ones.
  std::vector<uint64_t>& Add(const std::vector<uint64_t>& stack, uint64_t size,
                             const std::vector<Record>& records) {
    std::vector<uint64_t> words{0, first_, 1, ProfileBucketHash(stack, size), size, stack.size()};
    words.insert(words.end(), stack.begin(), stack.end());
    for (const Record& record : records) words.insert(words.end(), record.begin(), record.end());
    buckets_.push_back(words);
    first_ = AddressOf(buckets_.back().data());
    return buckets_.back();
  }
  std::optional<GoLiveByStack> Read() const {
    return ReadProfileBuckets(AddressOf(&first_), *own_, Clock::now() + std::chrono::minutes(1));
  }

  const Result<TargetMemory> own_ = TargetMemory::Open(::getpid(), "test");
  std::deque<std::vector<uint64_t>> buckets_;
  uint64_t first_ = 0;
};

TEST_F(ProfileBucketsTest, HaveWhatWasNotFreed) {
  Add(kStack, 64, {{10, 4, 640, 256}, {1, 0, 64, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}});
  EXPECT_THAT(Read().value(), ElementsAre(Pair(kStack, GoLive{448, 7})));
}

// A collection frees in an earlier record than the one of the allocation.
TEST_F(ProfileBucketsTest, HaveFreesInFrontOfTheirAllocations) {
  Add(kStack, 64, {{0, 0, 0, 0}, {0, 3, 0, 192}, {4, 0, 256, 0}, {0, 0, 0, 0}});
  EXPECT_THAT(Read().value(), ElementsAre(Pair(kStack, GoLive{64, 1})));
}

TEST_F(ProfileBucketsTest, AddUpSizesOfOneStack) {
  const Record none{0, 0, 0, 0};
  Add(kStack, 64, {{1, 0, 64, 0}, none, none, none});
  Add(kOther, 64, {{2, 0, 128, 0}, none, none, none});
  Add(kStack, 128, {{1, 0, 128, 0}, none, none, none});
  EXPECT_THAT(Read().value(),
              ElementsAre(Pair(kStack, GoLive{192, 2}), Pair(kOther, GoLive{128, 2})));
}

TEST_F(ProfileBucketsTest, MayBeNone) { EXPECT_TRUE(Read().value().empty()); }

TEST_F(ProfileBucketsTest, AreNotReadWhereTheyAreNone) {
  const Record none{0, 0, 0, 0};
  std::vector<uint64_t>& bucket = Add(kStack, 64, {none, none, none, none});
  bucket[5] = 1025;  // a stack longer than any
  EXPECT_FALSE(Read());
  bucket[5] = 2;
  bucket[2] = 2;  // of the profile of what blocks
  EXPECT_FALSE(Read());
  bucket[2] = 1;
  EXPECT_TRUE(Read());
  bucket[1] = 1;  // the next is nowhere
  EXPECT_FALSE(Read());
}

TEST_F(ProfileBucketsTest, AreNotFollowedInACircle) {
  const Record none{0, 0, 0, 0};
  std::vector<uint64_t>& bucket = Add(kStack, 64, {none, none, none, none});
  bucket[1] = first_;
  EXPECT_FALSE(ReadProfileBuckets(AddressOf(&first_), *own_, Clock::now() + milliseconds(20)));
}

TEST_F(ProfileBucketsTest, AreFoundByTheirHash) {
  const Record none{0, 0, 0, 0};
  std::vector<uint64_t>& bucket = Add(kStack, 64, {none, none, none, none});
  const std::vector<uint64_t> variables{7, AddressOf(&first_), first_, 0};
  const uint64_t linked = AddressOf(variables.data()) - kBias;
  const std::string bytes =
      GoImage{.sections = {{".bss", linked, std::string(32, '\0'), SHT_NOBITS}}}.Bytes();
  const auto elf = ElfSections::Parse(bytes);
  EXPECT_EQ(FindProfileBuckets(*elf, kBias, *own_), linked + kBias + 16);
  ++bucket[3];
  EXPECT_EQ(FindProfileBuckets(*elf, kBias, *own_), std::nullopt);
}

}  // namespace
}  // namespace seep
