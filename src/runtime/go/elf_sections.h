#pragma once
// What is read of a Go program's file: the sections of ELF, and the symbols if it has kept them.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace seep {

struct ElfSection {
  std::string_view name;
  uint64_t address = 0;  // as linked: where it is loaded when there is no load bias
  uint64_t bytes = 0;
  std::string_view content;  // empty when it takes no space in the file: .bss
};

// A view into the bytes of a file, which must outlive it. The file is somebody else's: what makes
// no sense is left out. Source: elf(5).
class ElfSections {
 public:
  // Nothing when it is not a 64-bit ELF file in this machine's byte order.
  static std::optional<ElfSections> Parse(std::string_view file);

  // The first of that name; nullptr: there is none.
  const ElfSection* Find(std::string_view name) const;
  std::span<const ElfSection> All() const { return sections_; }

  // From an address, as linked, to the end of its section; empty when it is not in the file.
  std::string_view ContentAt(uint64_t address) const;

  // Of a symbol in .symtab, as linked; nothing when it is not there.
  std::optional<uint64_t> AddressOf(std::string_view symbol) const;
  bool HasSymbols() const { return Find(".symtab") != nullptr; }

  uint16_t Machine() const { return machine_; }  // EM_X86_64, …

  // Of the program headers, as linked: the load bias is how far AT_PHDR (getauxval(3)) is from it.
  uint64_t ProgramHeaders() const { return program_headers_; }

 private:
  std::vector<ElfSection> sections_;
  uint16_t machine_ = 0;
  uint64_t program_headers_ = 0;
};

}  // namespace seep
