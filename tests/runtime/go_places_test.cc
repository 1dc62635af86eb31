// Where the runtime's variables are. The process whose memory is read is the test itself.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <limits>
#include <vector>

#include "runtime/go/places.h"
#include "runtime/go_image.h"

namespace seep {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kBias = 0x1000;
constexpr uint64_t kFourMiB = 4 << 20;
constexpr int64_t kTwoMinutesNs = 120'000'000'000;

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

class GoPlacesTest : public ::testing::Test {
 protected:
  [[nodiscard]] Result<GoPlaces> Find(const GoImage& image) const {
    const std::string bytes = image.Bytes();
    return FindGoPlaces(ElfSections::Parse(bytes).value(), kBias, kLayout, *own_);
  }
  // A stripped program: its sections of data are in this memory, and its code is 64 KiB in front.
  GoImage Stripped() {
    const uint64_t table_at = 0x700000;
    const uint64_t text = data_.Linked() - 0x10000;
    data_.Set(0, std::array<uint64_t, 1>{table_at + kBias});  // runtime.firstmoduledata
    data_.Set(160, std::array<uint64_t, 3>{text + kBias, text + kBias + 768, text + kBias});
    const std::string nothing(sizeof(Memory), '\0');
    return {.sections = {{".text", text, Code()},
                         {".gopclntab", table_at,
                          GoFunctionTable(
                              {"runtime.sysmon", "runtime.profilealloc", "runtime.allocmcache"})},
                         {".noptrdata", data_.Linked(), std::string(data_.View())},
                         {".noptrbss", controllers_.Linked(), nothing, SHT_NOBITS},
                         {".bss", pointers_.Linked(), nothing, SHT_NOBITS}}};
  }
  // Functions of 256 bytes that refer to these words of the data.
  std::string Code() const {
    std::string code;
    for (const std::vector<uint64_t>& words : {sysmon_, profilealloc_, allocmcache_}) {
      const size_t begin = code.size();
      for (const uint64_t word : words) {
        const auto from_next = static_cast<int32_t>(0x10000 + word - (code.size() + 7));
        code += "\x48\x8b\x05" + BytesOf(from_next);  // mov rax, [rip + …]
      }
      code.resize(begin + 256, '\x90');
    }
    return code;
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
  Memory data_;
  std::vector<uint64_t> sysmon_{kOther, kPeriod};
  std::vector<uint64_t> profilealloc_{kRate, kOther};
  std::vector<uint64_t> allocmcache_{kPeriod, kRate};

  static constexpr uint64_t kOther = 400;
  static constexpr uint64_t kPeriod = 408;
  static constexpr uint64_t kRate = 416;

  void SetUp() override {
    data_.Set(kPeriod, kTwoMinutesNs);
    data_.Set(kOther + 32, kTwoMinutesNs);  // somebody else's two minutes
    PutController(controllers_, 64, 100);
  }
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

TEST_F(GoPlacesTest, AreFoundInAStrippedProgram) {
  PutGoroutines(32, 2);
  const auto places = Find(Stripped());
  ASSERT_TRUE(places) << places.error().message;
  EXPECT_EQ(places->force_gc_period, data_.Linked() + kPeriod + kBias);
  EXPECT_EQ(places->gc_controller, controllers_.Linked() + 64 + kBias);
  EXPECT_EQ(places->goroutines, pointers_.Linked() + 32 + kBias);
  EXPECT_EQ(places->profile_rate, data_.Linked() + kRate + kBias);
}

TEST_F(GoPlacesTest, AreNotFoundWhereTwoControllersAre) {
  PutController(controllers_, 256, 100);
  const auto places = Find(Stripped());
  ASSERT_FALSE(places);
  EXPECT_EQ(places.error().kind, ErrorKind::kUnsupported);
  EXPECT_THAT(places.error().message, HasSubstr("without -ldflags=-s"));
}

TEST_F(GoPlacesTest, AreNotFoundWhereSysmonUsesTwoPeriods) {
  sysmon_.push_back(kOther + 32);
  EXPECT_FALSE(Find(Stripped()));
}

TEST_F(GoPlacesTest, AreNotFoundWhereNobodyUsesThePeriod) {
  sysmon_ = {kOther};
  EXPECT_FALSE(Find(Stripped()));
}

TEST_F(GoPlacesTest, TakeNoRateWhereTwoMayBeIt) {
  allocmcache_.push_back(kOther);
  const auto places = Find(Stripped());
  ASSERT_TRUE(places) << places.error().message;
  EXPECT_EQ(places->profile_rate, std::nullopt);
}

// runtime.allgptr points to the same array, and what follows it is no length and no capacity.
TEST_F(GoPlacesTest, TakeNoOtherPointerForTheGoroutines) {
  PutGoroutines(32, 2);
  pointers_.Set(128, std::array<const void*, 3>{array_.data(), array_.data(), array_.data() + 1});
  EXPECT_EQ(Find(Stripped())->goroutines, pointers_.Linked() + 32 + kBias);
  PutGoroutines(32, 17);  // more than its capacity
  EXPECT_EQ(Find(Stripped())->goroutines, std::nullopt);
}

}  // namespace
}  // namespace seep
