#pragma once
// An ELF file of sections made by hand, as a Go program has them. It cannot be run.

#include <elf.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seep {

template <class T>
std::string BytesOf(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

// .gopclntab of Go 1.20 with the names of functions, one after another from the beginning of the
// text, 256 bytes each, and without lines.
inline std::string GoFunctionTable(const std::vector<std::string>& functions) {
  std::string names;
  std::string table;
  std::string records;
  const uint64_t count = functions.size();
  for (uint32_t i = 0; i < count; ++i) {
    table += BytesOf(i * 256) + BytesOf(static_cast<uint32_t>(count * 8 + 4 + records.size()));
    records += BytesOf(i * 256) + BytesOf(static_cast<uint32_t>(names.size()));
    records += std::string(36, '\0');
    names += functions[i] + '\0';
  }
  table += BytesOf(static_cast<uint32_t>(count * 256));
  const uint64_t names_at = 72;
  const uint64_t table_at = names_at + names.size();
  std::string bytes = BytesOf(uint32_t{0xfffffff1}) + std::string("\0\0\x01\x08", 4);
  for (const uint64_t word :
       {count, uint64_t{0}, uint64_t{0}, names_at, table_at, table_at, table_at, table_at}) {
    bytes += BytesOf(word);
  }
  return bytes + names + table + records;
}

struct GoImage {
  struct Section {
    std::string name;
    uint64_t address = 0;
    std::string content;
    uint32_t type = SHT_PROGBITS;
  };
  struct Symbol {
    std::string name;
    uint64_t address = 0;
  };
  std::vector<Section> sections = {};
  std::vector<Symbol> symbols = {};  // none: stripped

  std::string Bytes() const {
    std::vector<Section> all = sections;
    all.insert(all.begin(), {"", 0, "", SHT_NULL});
    if (!symbols.empty()) AddSymbols(all);
    std::string names;
    std::vector<uint32_t> name_at;
    all.push_back({".shstrtab", 0, "", SHT_STRTAB});
    for (const Section& section : all) {
      name_at.push_back(static_cast<uint32_t>(names.size()));
      names += section.name + '\0';
    }
    all.back().content = names;
    return Write(all, name_at);
  }

 private:
  void AddSymbols(std::vector<Section>& all) const {
    std::string names(1, '\0');
    std::string table(sizeof(Elf64_Sym), '\0');
    for (const Symbol& symbol : symbols) {
      Elf64_Sym entry{};
      entry.st_name = static_cast<uint32_t>(names.size());
      entry.st_shndx = 1;
      entry.st_value = symbol.address;
      table += BytesOf(entry);
      names += symbol.name + '\0';
    }
    all.push_back({".symtab", 0, table, SHT_SYMTAB});
    all.push_back({".strtab", 0, names, SHT_STRTAB});
  }

  // The header, a segment that is loaded at 4 MiB, the contents, and the table of sections.
  static std::string Write(const std::vector<Section>& all, const std::vector<uint32_t>& name_at) {
    Elf64_Phdr segment{};
    segment.p_type = PT_LOAD;
    segment.p_vaddr = 4 << 20;
    segment.p_filesz = 4096;
    std::string body;
    std::string table;
    const uint64_t body_at = sizeof(Elf64_Ehdr) + sizeof segment;
    for (size_t i = 0; i < all.size(); ++i) {
      Elf64_Shdr header{};
      header.sh_name = name_at[i];
      header.sh_type = all[i].type;
      header.sh_addr = all[i].address;
      header.sh_offset = body_at + body.size();
      header.sh_size = all[i].content.size();
      table += BytesOf(header);
      if (all[i].type != SHT_NOBITS) body += all[i].content;
    }
    Elf64_Ehdr head{};
    const std::string_view ident("\x7f\x45LF\x02\x01\x01", 7);
    ident.copy(reinterpret_cast<char*>(head.e_ident), ident.size());
    head.e_machine = EM_X86_64;
    head.e_phoff = sizeof head;
    head.e_phnum = 1;
    head.e_shoff = body_at + body.size();
    head.e_shnum = static_cast<uint16_t>(all.size());
    head.e_shstrndx = static_cast<uint16_t>(all.size() - 1);
    return BytesOf(head) + BytesOf(segment) + body + table;
  }
};

}  // namespace seep
