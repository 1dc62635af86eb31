#include <gtest/gtest.h>

#include "runtime/go/build_info.h"
#include "runtime/go_image.h"

namespace seep {
namespace {

constexpr char kMark[] = "0123456789abcdef";  // 16 bytes, in front of the modules and behind

std::string WithLength(const std::string& text) {  // up to 16,383 bytes
  std::string bytes;
  if (text.size() >= 0x80) bytes += static_cast<char>(0x80 | (text.size() & 0x7f));
  bytes += static_cast<char>(text.size() >= 0x80 ? text.size() >> 7 : text.size());
  return bytes + text;
}

std::string Section(char flags, const std::string& strings) {
  std::string bytes = "\xff Go buildinf:";
  bytes += '\x08';
  bytes += flags;
  bytes.resize(32);
  return bytes + strings;
}

std::optional<GoBuildInfo> Read(const GoImage& image) {
  const std::string bytes = image.Bytes();
  return ReadGoBuildInfo(ElfSections::Parse(bytes).value());
}

TEST(GoBuildInfo, HasVersionAndMainModule) {
  const std::string modules = kMark +
                              std::string(
                                  "path\texample.com/shop/cmd/server\n"
                                  "mod\texample.com/shop\t(devel)\t\n"
                                  "dep\tgithub.com/a/b\tv1.2.3\th1:x=\n") +
                              kMark;
  const auto build =
      Read({.sections = {
                {".go.buildinfo", 0, Section(2, WithLength("go1.22.5") + WithLength(modules))}}});
  ASSERT_TRUE(build);
  EXPECT_EQ(build->version, "go1.22.5");
  EXPECT_EQ(build->main_module, "example.com/shop");
}

TEST(GoBuildInfo, HasNoModuleWhereNoneIsNamed) {
  const auto build = Read(
      {.sections = {{".go.buildinfo", 0, Section(2, WithLength("go1.19.8") + WithLength(""))}}});
  ASSERT_TRUE(build);
  EXPECT_EQ(build->version, "go1.19.8");
  EXPECT_EQ(build->main_module, "");
}

// Before Go 1.18 the version was pointed to.
TEST(GoBuildInfo, HasNoVersionOfOldPrograms) {
  const auto build = Read({.sections = {{".go.buildinfo", 0, Section(0, "pointers")}}});
  ASSERT_TRUE(build);
  EXPECT_EQ(build->version, "");
}

GoImage WithoutSection(const std::string& first, const std::string& second) {
  const uint64_t texts_at = 0x500000;
  const std::string data = BytesOf(uint64_t{7}) + BytesOf(texts_at) +
                           BytesOf(uint64_t{first.size()}) + BytesOf(texts_at + first.size()) +
                           BytesOf(uint64_t{second.size()});
  return {.sections = {{".rodata", texts_at, first + second},
                       {".gopclntab", 0x600000, "table"},
                       {".data", 0x700000, data}}};
}

// esbuild 0.28 comes without .go.buildinfo.
TEST(GoBuildInfo, FallsBackOnTheRuntimesVariable) {
  EXPECT_EQ(Read(WithoutSection("gopher", "go1.26.4"))->version, "go1.26.4");
  EXPECT_EQ(Read(WithoutSection("go1.26.4", "go1.26.4"))->version, "go1.26.4");
  EXPECT_EQ(Read(WithoutSection("go1.25.1", "go1.26.4"))->version, "") << "which of them?";
}

TEST(GoBuildInfo, IsNoneOfOtherPrograms) {
  EXPECT_FALSE(Read({.sections = {{".text", 0x401000, "code"}}}));
}

TEST(GoBuildInfo, BearsLengthsThatLeadOutOfTheSection) {
  for (const char* strings : {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "\x7fgo1", "\x80"}) {
    EXPECT_EQ(Read({.sections = {{".go.buildinfo", 0, Section(2, strings)}}})->version, "");
  }
}

TEST(GoMinorVersion, IsWhatFollowsGo1) {
  EXPECT_EQ(GoMinorVersion("go1.18"), 18);
  EXPECT_EQ(GoMinorVersion("go1.22.5"), 22);
  EXPECT_EQ(GoMinorVersion("go1.21rc2"), 21);
  EXPECT_EQ(GoMinorVersion("go1.25.4 X:jsonv2"), 25);
  EXPECT_EQ(GoMinorVersion("go1.25.4 (Red Hat 1.25.4-1.el9)"), 25);
  EXPECT_EQ(GoMinorVersion("devel go1.27-3f5c1b2 Fri Jan 2"), 27);
  EXPECT_EQ(GoMinorVersion("go2.1"), 0);
  EXPECT_EQ(GoMinorVersion("gopher"), 0);
  EXPECT_EQ(GoMinorVersion(""), 0);
}

}  // namespace
}  // namespace seep
