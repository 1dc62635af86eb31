#include "base/units.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

TEST(FormatBytes, UsesBinaryPrefixes) {
  EXPECT_EQ(FormatBytes(0), "0 B");
  EXPECT_EQ(FormatBytes(512), "512 B");
  EXPECT_EQ(FormatBytes(1023), "1023 B");
  EXPECT_EQ(FormatBytes(1024), "1.0 KiB");
  EXPECT_EQ(FormatBytes(29'045'555), "27.7 MiB");
  EXPECT_EQ(FormatBytes(-1.5 * 1024 * 1024 * 1024), "-1.5 GiB");
}

TEST(FormatBytes, NeverPrints1024OfAUnit) {
  EXPECT_EQ(FormatBytes(1024.0 * 1024 - 1), "1.0 MiB");
  EXPECT_EQ(FormatBytes(1023.7), "1.0 KiB");
}

TEST(FormatCount, SeparatesThousands) {
  EXPECT_EQ(FormatCount(0), "0");
  EXPECT_EQ(FormatCount(999), "999");
  EXPECT_EQ(FormatCount(12'345), "12,345");
  EXPECT_EQ(FormatCount(-1'024), "-1,024");
  EXPECT_EQ(FormatCount(1'000'000), "1,000,000");
}

TEST(FormatDuration, ChoosesTheUnit) {
  EXPECT_EQ(FormatDuration(0.35), "350 ms");
  EXPECT_EQ(FormatDuration(4.23), "4.2 s");
  EXPECT_EQ(FormatDuration(185), "3 min 05 s");
}

TEST(ParseBytes, TakesSuffixesInAnyCase) {
  EXPECT_EQ(ParseBytes("64"), 64u);
  EXPECT_EQ(ParseBytes("64B"), 64u);
  EXPECT_EQ(ParseBytes("4k"), 4096u);
  EXPECT_EQ(ParseBytes("4KiB"), 4096u);
  EXPECT_EQ(ParseBytes("1.5M"), 1'572'864u);
  EXPECT_EQ(ParseBytes("2GB"), 2'147'483'648u);
}

TEST(ParseBytes, NamesWhatIsNoSize) {
  for (const char* text : {"", "k", "-1", "4q", "4kk", "nan", "inf", "1e30", "0x10"}) {
    const auto parsed = ParseBytes(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().fault, Fault::kUser);
    EXPECT_NE(parsed.error().message.find(std::string("\"") + text + "\""), std::string::npos);
  }
}

TEST(ParseDuration, TakesABareNumberForSeconds) {
  EXPECT_EQ(ParseDuration("10"), milliseconds(10'000));
  EXPECT_EQ(ParseDuration("0.5s"), milliseconds(500));
  EXPECT_EQ(ParseDuration("250ms"), milliseconds(250));
  EXPECT_EQ(ParseDuration("2m"), milliseconds(120'000));
  EXPECT_EQ(ParseDuration("1h"), milliseconds(3'600'000));
}

TEST(ParseDuration, NamesWhatIsNoTime) {
  for (const char* text : {"", "s", "-1s", "5 days", "10x", "1e20"})
    EXPECT_FALSE(ParseDuration(text)) << text;
}

}  // namespace
}  // namespace seep
