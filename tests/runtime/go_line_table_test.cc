// The table of lines: one of two functions put together by hand, as Go 1.19 and as Go 1.20 write
// it.

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "runtime/go/line_table.h"
#include "runtime/go_image.h"

namespace seep {
namespace {

constexpr uint64_t kTableAt = 0x700000;
constexpr uint64_t kInlineDataAt = 0x600000;
constexpr uint64_t kBias = 0x10000;
constexpr uint64_t kText = 0x401000;  // as loaded
constexpr GoModule kModule{.text = kText, .inline_data = kInlineDataAt + kBias};

std::string Varint(uint32_t number) {
  std::string bytes;
  for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(0x80 | (number & 0x7f));
  return bytes + static_cast<char>(number);
}

// One entry of a table of values: the value changes by this, and then holds for so many bytes.
std::string Step(int32_t change, uint32_t bytes) {
  const auto number = static_cast<uint32_t>(change);
  return Varint(change < 0 ? ~number << 1 | 1 : number << 1) + Varint(bytes);
}

std::string Words(const std::vector<uint32_t>& words) {
  std::string bytes;
  for (const uint32_t word : words) bytes += BytesOf(word);
  return bytes;
}

struct Format {
  const char* name;
  uint32_t magic;
  bool old;
};

void PrintTo(const Format& format, std::ostream* out) { *out << format.name; }

// main.main from 0x10 to 0x30: its first half is line 100, its second is main.keep, inlined, line
// 105. main.other from 0x30 to 0x40 has nothing but a name.
class LineTableTest : public ::testing::TestWithParam<Format> {
 protected:
  std::string Record(uint32_t entry, uint32_t name, const std::vector<uint32_t>& data) const {
    std::string bytes = Words({entry, name, 0, 0, 0});  // …, args, deferreturn, pcsp
    bytes += Words(data.empty() ? std::vector<uint32_t>{0, 0, 0, 0}
                                : std::vector<uint32_t>{kFiles, kLines, 3, 1});
    if (!GetParam().old) bytes += Words({99});  // the line where it begins
    bytes += std::string(3, '\0') + static_cast<char>(data.empty() ? 0 : 4);
    return bytes + Words(data);
  }

  std::string Table() const {
    const std::string names("main.main\0main.keep\0main.other\0", 31);
    const std::string units = Words({0xffffffff, 9});
    const std::string files("other.go\0server.go\0", 19);
    const std::string values = '\0' + lines_ + file_ + inlining_;
    const std::string main =
        Record(0x10, 0, {0, 0, kInlining, 0xffffffff, 0xffffffff, 0xffffffff, 16});
    const auto main_at = uint32_t{5 * 4};
    const auto other_at = static_cast<uint32_t>(main_at + main.size());
    const std::string functions =
        Words({0x10, main_at, 0x30, other_at, 0x40}) + main + Record(0x30, 20, {});
    std::string bytes = BytesOf(GetParam().magic) + std::string("\0\0\x01\x08", 4);
    uint64_t at = 72;
    for (const uint64_t number : {uint64_t{2}, uint64_t{2}, uint64_t{0}}) bytes += BytesOf(number);
    for (const std::string* part : {&names, &units, &files, &values, &functions}) {
      bytes += BytesOf(at);
      at += part->size();
    }
    return bytes + names + units + files + values + functions;
  }

  std::string Image(const std::string& table) const {
    // main.keep's name is at 10, and it was called where main.main begins.
    const std::string inlined = GetParam().old ? Words({0, 0, 0, 10, 0}) : Words({0, 10, 0, 0});
    return GoImage{.sections = {{".rodata", kInlineDataAt, std::string(16, 'x') + inlined},
                                {".gopclntab", kTableAt, table}}}
        .Bytes();
  }

  const std::string lines_ = Step(101, 0x10) + Step(5, 0x10) + '\0';
  const std::string file_ = Step(1, 0x20) + '\0';
  const std::string inlining_ = Step(0, 0x10) + Step(1, 0x10) + '\0';
  static constexpr uint32_t kLines = 1;
  const uint32_t kFiles = static_cast<uint32_t>(1 + lines_.size());
  const uint32_t kInlining = static_cast<uint32_t>(kFiles + file_.size());
};

TEST_P(LineTableTest, NamesTheCallInFrontOfAnAddress) {
  const std::string bytes = Image(Table());
  const auto elf = ElfSections::Parse(bytes);
  const auto lines = GoLineTable::Open(*elf);
  ASSERT_TRUE(lines);
  const auto first = lines->CallsBefore(kText + 0x11, kModule, kBias);
  ASSERT_EQ(first.size(), 1);
  EXPECT_EQ(first[0].function, "main.main");
  EXPECT_EQ(first[0].file, "server.go");
  EXPECT_EQ(first[0].line, 100);
  // A call that is the last instruction of its line returns to the next one.
  EXPECT_EQ(lines->CallsBefore(kText + 0x20, kModule, kBias).at(0).line, 100);
}

TEST_P(LineTableTest, NamesAFunctionThatWasInlined) {
  const std::string bytes = Image(Table());
  const auto elf = ElfSections::Parse(bytes);
  const auto calls = GoLineTable::Open(*elf)->CallsBefore(kText + 0x21, kModule, kBias);
  ASSERT_EQ(calls.size(), 2);
  EXPECT_EQ(calls[0].function, "main.keep");
  EXPECT_EQ(calls[0].line, 105);
  EXPECT_EQ(calls[1].function, "main.main");
  EXPECT_EQ(calls[1].line, 100);
}

TEST_P(LineTableTest, KnowsWhereFunctionsEnd) {
  const std::string bytes = Image(Table());
  const auto elf = ElfSections::Parse(bytes);
  const auto lines = GoLineTable::Open(*elf);
  const auto other = lines->CallsBefore(kText + 0x40, kModule, kBias);
  ASSERT_EQ(other.size(), 1);
  EXPECT_EQ(other[0].function, "main.other");
  EXPECT_EQ(other[0].file, "");
  EXPECT_EQ(other[0].line, 0);
  EXPECT_TRUE(lines->CallsBefore(kText + 0x41, kModule, kBias).empty());
  EXPECT_TRUE(lines->CallsBefore(kText + 0x10, kModule, kBias).empty());
  EXPECT_TRUE(lines->CallsBefore(0, kModule, kBias).empty());
}

// Every byte of the table is somebody else's: nothing outside of it is read.
TEST_P(LineTableTest, BearsATableThatIsBroken) {
  const std::string whole = Table();
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string broken = whole;
    broken[i] = '\xff';
    for (const std::string& table : {broken, whole.substr(0, i)}) {
      const std::string bytes = Image(table);
      const auto elf = ElfSections::Parse(bytes);
      const auto lines = GoLineTable::Open(*elf);
      for (uint64_t at = 0; lines && at < 0x50; ++at) {
        EXPECT_LE(lines->CallsBefore(kText + at, kModule, kBias).size(), 101);
      }
    }
  }
}

TEST_P(LineTableTest, IsNoneOfAnotherFormat) {
  std::string table = Table();
  table[0] = '\xfb';  // Go 1.2 to 1.15
  const std::string bytes = Image(table);
  const auto elf = ElfSections::Parse(bytes);
  EXPECT_FALSE(GoLineTable::Open(*elf));
}

TEST_P(LineTableTest, FindsTheModuleInMemory) {
  std::array<uint64_t, 64> data{};
  constexpr size_t kBegin = 8;  // in words
  data[kBegin] = kTableAt + kBias;
  data[kBegin + 20] = kText;  // minpc, maxpc, text
  data[kBegin + 21] = kText + 0x40;
  data[kBegin + 22] = kText;
  data[kBegin + (GetParam().old ? 38 : 40)] = kModule.inline_data;
  const std::string nothing(sizeof data, '\0');
  const uint64_t linked = reinterpret_cast<uint64_t>(data.data()) - kBias;
  const std::string bytes =
      GoImage{.sections = {{".gopclntab", kTableAt, Table()}, {".noptrdata", linked, nothing}}}
          .Bytes();
  const auto elf = ElfSections::Parse(bytes);
  const auto own = TargetMemory::Open(::getpid(), "test");
  const auto module = GoLineTable::Open(*elf)->FindModule(kBias, *own);
  ASSERT_TRUE(module);
  EXPECT_EQ(module->text, kText);
  EXPECT_EQ(module->inline_data, kModule.inline_data);
  data[kBegin + 21] = 0;  // an address of the table that is no module
  EXPECT_FALSE(GoLineTable::Open(*elf)->FindModule(kBias, *own));
}

INSTANTIATE_TEST_SUITE_P(Each, LineTableTest,
                         ::testing::Values(Format{"go1_19", 0xfffffff0, true},
                                           Format{"go1_20", 0xfffffff1, false}),
                         [](const auto& format) { return std::string(format.param.name); });

}  // namespace
}  // namespace seep
