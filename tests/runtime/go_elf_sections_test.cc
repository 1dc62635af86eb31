#include <gtest/gtest.h>

#include "runtime/go/elf_sections.h"
#include "runtime/go_image.h"

namespace seep {
namespace {

const GoImage kImage{
    .sections = {{".text", 0x401000, "code"}, {".noptrbss", 0x500000, "1234", SHT_NOBITS}},
    .symbols = {{"runtime.allgsX", 0x1}, {"runtime.allgs", 0x500008}}};

TEST(ElfSections, FindsSectionsByName) {
  const std::string bytes = kImage.Bytes();
  const auto elf = ElfSections::Parse(bytes);
  ASSERT_TRUE(elf);
  const ElfSection* text = elf->Find(".text");
  ASSERT_NE(text, nullptr);
  EXPECT_EQ(text->address, 0x401000);
  EXPECT_EQ(text->content, "code");
  const ElfSection* zeroes = elf->Find(".noptrbss");
  ASSERT_NE(zeroes, nullptr);
  EXPECT_EQ(zeroes->bytes, 4);
  EXPECT_TRUE(zeroes->content.empty());
  EXPECT_EQ(elf->Find(".data"), nullptr);
}

TEST(ElfSections, FindsSymbolsByTheirWholeName) {
  const std::string bytes = kImage.Bytes();
  const auto elf = ElfSections::Parse(bytes);
  ASSERT_TRUE(elf);
  EXPECT_TRUE(elf->HasSymbols());
  EXPECT_EQ(elf->AddressOf("runtime.allgs"), 0x500008);
  EXPECT_EQ(elf->AddressOf("runtime.allg"), std::nullopt);
}

TEST(ElfSections, KnowsWhereTheProgramHeadersAreLoaded) {
  const std::string bytes = kImage.Bytes();
  EXPECT_EQ(ElfSections::Parse(bytes)->ProgramHeaders(), (4 << 20) + sizeof(Elf64_Ehdr));
}

TEST(ElfSections, SaysWhenThereAreNoSymbols) {
  const std::string bytes = GoImage{.sections = {{".text", 0x401000, "code"}}}.Bytes();
  const auto elf = ElfSections::Parse(bytes);
  ASSERT_TRUE(elf);
  EXPECT_FALSE(elf->HasSymbols());
  EXPECT_EQ(elf->AddressOf("runtime.allgs"), std::nullopt);
}

TEST(ElfSections, AreNoneOfAnotherFile) {
  EXPECT_FALSE(ElfSections::Parse(""));
  EXPECT_FALSE(ElfSections::Parse("#!/bin/sh\n"));
  std::string bytes = kImage.Bytes();
  bytes[EI_CLASS] = ELFCLASS32;
  EXPECT_FALSE(ElfSections::Parse(bytes));
}

// Sections outside of the file have no content, and nothing is read beyond its end.
TEST(ElfSections, BearAFileThatWasCutAnywhere) {
  const std::string bytes = kImage.Bytes();
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::string cut = bytes.substr(0, size);
    const auto elf = ElfSections::Parse(cut);
    EXPECT_FALSE(elf && elf->AddressOf("runtime.nothing"));
  }
}

}  // namespace
}  // namespace seep
