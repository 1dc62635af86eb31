#include <gtest/gtest.h>
#include <unistd.h>

#include <vector>

#include "runtime/go/number_at.h"
#include "runtime/go/section_search.h"

namespace seep {
namespace {

constexpr uint64_t kBias = 0x1000;
constexpr uint64_t kPieceWords = (1 << 20) / 8;

bool IsSeven(std::string_view bytes) { return NumberAt<uint64_t>(bytes, 0) == 7; }

class SectionSearchTest : public ::testing::Test {
 protected:
  uint64_t AddressOf(size_t word) const { return reinterpret_cast<uint64_t>(&words_[word]); }
  template <class Predicate>
  std::optional<uint64_t> Find(const Predicate& is) const {
    const ElfSection section{.name = ".bss",
                             .address = AddressOf(0) - kBias,
                             .bytes = words_.size() * sizeof(uint64_t),
                             .content = {}};
    return FindInMemory(&section, kBias, *own_, is);
  }

  const Result<TargetMemory> own_ = TargetMemory::Open(::getpid(), "test");
  std::vector<uint64_t> words_ = std::vector<uint64_t>(2 * kPieceWords + 10);
};

TEST_F(SectionSearchTest, FindsTheOne) {
  EXPECT_EQ(Find(IsSeven), std::nullopt);
  for (const size_t word : {size_t{0}, kPieceWords - 1, kPieceWords, 2 * kPieceWords + 9}) {
    words_[word] = 7;
    EXPECT_EQ(Find(IsSeven), AddressOf(word));
    words_[word] = 0;
  }
}

TEST_F(SectionSearchTest, FindsNoneOfTwo) {
  words_[3] = words_[2 * kPieceWords] = 7;
  EXPECT_EQ(Find(IsSeven), std::nullopt);
}

TEST_F(SectionSearchTest, SeesAStructAcrossPieces) {
  words_[kPieceWords - 1] = 7;
  words_[kPieceWords + 100] = 8;
  const auto found = Find([](std::string_view bytes) {
    return IsSeven(bytes) && NumberAt<uint64_t>(bytes, 101 * sizeof(uint64_t)) == 8;
  });
  EXPECT_EQ(found, AddressOf(kPieceWords - 1));
}

TEST_F(SectionSearchTest, EndsWhereNothingIsMapped) {
  const ElfSection endless{
      .name = ".bss", .address = AddressOf(0), .bytes = uint64_t{1} << 62, .content = {}};
  EXPECT_EQ(FindInMemory(&endless, 0, *own_, IsSeven), std::nullopt);
  EXPECT_EQ(FindInMemory(nullptr, 0, *own_, IsSeven), std::nullopt);
}

}  // namespace
}  // namespace seep
