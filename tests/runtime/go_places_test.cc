// Where the runtime's variables are. The process whose memory is read is the test itself.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <limits>

#include "runtime/go/places.h"
#include "runtime/go_image.h"

namespace seep {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kBias = 0x1000;
constexpr uint64_t kFourMiB = 4 << 20;

const GoLayout kLayout = GoLayoutOf(22).value();

struct alignas(8) Memory {
  std::array<char, 512> bytes{};
  template <class T>
  void Set(uint64_t at, T value) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
  }
  std::string_view View(uint64_t at = 0) const { return {bytes.data() + at, bytes.size() - at}; }
  uint64_t Linked() const { return reinterpret_cast<uint64_t>(bytes.data()) - kBias; }
};

void PutController(Memory& memory, uint64_t at, int32_t percent) {
  memory.Set(at, percent);
  memory.Set(at + kLayout.memory_limit, std::numeric_limits<int64_t>::max());
  memory.Set(at + kLayout.heap_minimum, kFourMiB * static_cast<uint64_t>(int64_t{percent}) / 100);
}

TEST(GoController, IsKnownByItsFirstFields) {
  for (const int percent : {-1, 1, 50, 100, 400}) {
    Memory memory;
    PutController(memory, 0, percent);
    EXPECT_TRUE(IsGcController(memory.View(), kLayout)) << percent;
    memory.Set(kLayout.heap_minimum, kFourMiB * 2 + 1);
    EXPECT_FALSE(IsGcController(memory.View(), kLayout)) << percent;
  }
  EXPECT_FALSE(IsGcController(Memory().View(), kLayout)) << "zeroes";
  EXPECT_FALSE(IsGcController("", kLayout));
}

TEST(GoController, MayHaveALimitOfMemory) {
  Memory memory;
  PutController(memory, 0, 100);
  memory.Set(kLayout.memory_limit, int64_t{512} << 20);
  EXPECT_TRUE(IsGcController(memory.View(), kLayout));
  memory.Set(kLayout.memory_limit, int64_t{-1});
  EXPECT_FALSE(IsGcController(memory.View(), kLayout));
}

TEST(WordsThatAre, AreAligned) {
  const std::string bytes = BytesOf(uint64_t{7}) + BytesOf(uint64_t{9}) + BytesOf(uint64_t{7});
  EXPECT_EQ(WordsThatAre(7, bytes), (std::vector<uint64_t>{0, 16}));
  EXPECT_EQ(WordsThatAre(7, std::string(4, '\0') + bytes).size(), 0);
}

class GoPlacesTest : public ::testing::Test {
 protected:
  Result<GoPlaces> Find(const GoImage& image) const {
    const std::string bytes = image.Bytes();
    return FindGoPlaces(ElfSections::Parse(bytes).value(), kBias, kLayout, *own_);
  }
  // A stripped program: its sections .noptrbss and .bss are in this memory.
  GoImage Stripped() const {
    const auto size = std::string(sizeof controllers_.bytes, '\0');
    return {.sections = {{".noptrdata", 0x2000, data_},
                         {".noptrbss", controllers_.Linked(), size, SHT_NOBITS},
                         {".bss", pointers_.Linked(), size, SHT_NOBITS}}};
  }
  void PutGoroutines(uint64_t at, uint64_t length) {
    first_.Set(0, std::array<uint64_t, 2>{0x1000, 0x2000});  // its stack
    first_.Set(kLayout.g_status + 8, uint64_t{1});
    second_.Set(kLayout.g_status + 8, uint64_t{17});
    array_ = {&first_, &second_};
    pointers_.Set(at, array_.data());
    pointers_.Set(at + 8, length);
    pointers_.Set(at + 16, uint64_t{16});
  }

  const Result<TargetMemory> own_ = TargetMemory::Open(::getpid(), "test");
  Memory controllers_;
  Memory pointers_;
  Memory first_;  // goroutines
  Memory second_;
  std::array<const Memory*, 2> array_{};
  // In front of the period is another word, and behind it the rate of the profiler.
  std::string data_ =
      BytesOf(uint64_t{1}) + BytesOf(uint64_t{120'000'000'000}) + BytesOf(uint64_t{512 * 1024});
};

TEST_F(GoPlacesTest, AreThoseOfTheSymbols) {
  const auto places = Find({.symbols = {{"runtime.forcegcperiod", 0x10},
                                        {"runtime.gcController", 0x20},
                                        {"runtime.allgs", 0x30},
                                        {"runtime.MemProfileRate", 0x40},
                                        {"runtime.mbuckets", 0x50}}});
  ASSERT_TRUE(places) << places.error().message;
  EXPECT_EQ(places->force_gc_period, 0x10 + kBias);
  EXPECT_EQ(places->gc_controller, 0x20 + kBias);
  EXPECT_EQ(places->goroutines, 0x30 + kBias);
  EXPECT_EQ(places->profile_rate, 0x40 + kBias);
  EXPECT_EQ(places->profile_buckets, 0x50 + kBias);
}

TEST_F(GoPlacesTest, AreFoundByValueInAStrippedProgram) {
  PutController(controllers_, 64, 100);
  PutGoroutines(32, 2);
  const auto places = Find(Stripped());
  ASSERT_TRUE(places) << places.error().message;
  EXPECT_EQ(places->force_gc_period, 0x2008 + kBias);
  EXPECT_EQ(places->gc_controller, controllers_.Linked() + 64 + kBias);
  EXPECT_EQ(places->goroutines, pointers_.Linked() + 32 + kBias);
  EXPECT_EQ(places->profile_rate, 0x2010 + kBias);
}

TEST_F(GoPlacesTest, AreNotFoundWhereTwoLookAlike) {
  PutController(controllers_, 64, 100);
  PutController(controllers_, 256, 100);
  const auto places = Find(Stripped());
  ASSERT_FALSE(places);
  EXPECT_EQ(places.error().kind, ErrorKind::kUnsupported);
  EXPECT_THAT(places.error().message, HasSubstr("without -ldflags=-s"));
}

TEST_F(GoPlacesTest, AreNotFoundWhereTwoPeriodsAre) {
  PutController(controllers_, 64, 100);
  data_ += BytesOf(uint64_t{120'000'000'000});
  EXPECT_FALSE(Find(Stripped()));
}

// runtime.allgptr points to the same array, and what follows it is no length and no capacity.
TEST_F(GoPlacesTest, TakeNoOtherPointerForTheGoroutines) {
  PutController(controllers_, 64, 100);
  PutGoroutines(32, 2);
  pointers_.Set(128, std::array<const void*, 3>{array_.data(), array_.data(), array_.data() + 1});
  EXPECT_EQ(Find(Stripped())->goroutines, pointers_.Linked() + 32 + kBias);
  PutGoroutines(32, 17);  // more than its capacity
  EXPECT_EQ(Find(Stripped())->goroutines, std::nullopt);
}

}  // namespace
}  // namespace seep
