#include "runtime/go/elf_sections.h"

#include <elf.h>

#include <algorithm>
#include <bit>

#include "runtime/go/number_at.h"

namespace seep {
namespace {

constexpr char kByteOrder = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

std::string_view Part(std::string_view bytes, uint64_t offset, uint64_t size) {
  if (offset > bytes.size()) return {};
  return bytes.substr(offset, size);
}

// From `offset` to the next NUL.
std::string_view NameAt(std::string_view names, uint64_t offset) {
  const std::string_view rest = Part(names, offset, names.size());
  return rest.substr(0, rest.find('\0'));
}

// That of the first loaded segment, plus where they are in the file.
uint64_t AddressOfProgramHeaders(std::string_view file, const Elf64_Ehdr& header) {
  for (uint64_t i = 0; i < header.e_phnum; ++i) {
    const auto segment = NumberAt<Elf64_Phdr>(file, header.e_phoff + i * sizeof(Elf64_Phdr));
    const bool holds =
        segment.p_offset <= header.e_phoff && header.e_phoff - segment.p_offset < segment.p_filesz;
    if (segment.p_type == PT_LOAD && holds) {
      return segment.p_vaddr + (header.e_phoff - segment.p_offset);
    }
  }
  return 0;
}

}  // namespace

std::optional<ElfSections> ElfSections::Parse(std::string_view file) {
  const auto header = NumberAt<Elf64_Ehdr>(file, 0);
  const std::string_view magic(ELFMAG, SELFMAG);
  if (!file.starts_with(magic) || header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_ident[EI_DATA] != kByteOrder) {
    return std::nullopt;
  }
  const auto head = [&](uint64_t index) {
    return NumberAt<Elf64_Shdr>(file, header.e_shoff + index * sizeof(Elf64_Shdr));
  };
  ElfSections elf;
  elf.machine_ = header.e_machine;
  elf.program_headers_ = AddressOfProgramHeaders(file, header);
  const Elf64_Shdr strings = head(header.e_shstrndx);
  const std::string_view names = Part(file, strings.sh_offset, strings.sh_size);
  for (uint64_t i = 0; i < header.e_shnum; ++i) {
    const Elf64_Shdr section = head(i);
    const bool has_content = section.sh_type != SHT_NOBITS && section.sh_type != SHT_NULL;
    elf.sections_.push_back({.name = NameAt(names, section.sh_name),
                             .address = section.sh_addr,
                             .bytes = section.sh_size,
                             .content = has_content ? Part(file, section.sh_offset, section.sh_size)
                                                    : std::string_view()});
  }
  return elf;
}

const ElfSection* ElfSections::Find(std::string_view name) const {
  const auto found = std::find_if(sections_.begin(), sections_.end(),
                                  [&](const ElfSection& section) { return section.name == name; });
  return found == sections_.end() ? nullptr : &*found;
}

std::string_view ElfSections::ContentAt(uint64_t address) const {
  for (const ElfSection& section : sections_) {
    const bool loaded = section.address != 0;
    if (loaded && address >= section.address &&
        address - section.address < section.content.size()) {
      return section.content.substr(address - section.address);
    }
  }
  return {};
}

std::optional<uint64_t> ElfSections::AddressOf(std::string_view symbol) const {
  const ElfSection* table = Find(".symtab");
  const ElfSection* names = Find(".strtab");
  if (table == nullptr || names == nullptr) return std::nullopt;
  for (uint64_t at = 0; at + sizeof(Elf64_Sym) <= table->content.size(); at += sizeof(Elf64_Sym)) {
    const auto entry = NumberAt<Elf64_Sym>(table->content, at);
    const std::string_view rest = Part(names->content, entry.st_name, symbol.size() + 1);
    if (entry.st_shndx != SHN_UNDEF && rest.size() == symbol.size() + 1 &&
        rest.starts_with(symbol) && rest.back() == '\0') {
      return entry.st_value;
    }
  }
  return std::nullopt;
}

}  // namespace seep
