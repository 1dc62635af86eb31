#include <elf.h>

#include <cstring>
#include <fstream>
#include <string_view>

#include "heap/reader/elf_image.h"

namespace seep {
namespace {

template <class T>
void Append(std::string& bytes, const T& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// Strings one after another, each ended by a zero byte; the first is empty.
struct Strings {
  std::string bytes = std::string(1, '\0');
  uint32_t Add(std::string_view text) {
    const size_t at = bytes.size();
    bytes.append(text).push_back('\0');
    return static_cast<uint32_t>(at);
  }
};

// The file as it is put together: room for its header and one segment, then sections.
class Writer {
 public:
  void Add(std::string_view name, uint32_t type, std::string_view content, size_t entry_bytes = 0) {
    Elf64_Shdr header{};
    header.sh_name = names_.Add(name);
    header.sh_type = type;
    header.sh_offset = bytes_.size();
    header.sh_size = content.size();
    header.sh_link = 1;  // the first to be added is the table of strings
    header.sh_entsize = entry_bytes;
    header.sh_addralign = 1;
    bytes_.append(content);
    bytes_.resize((bytes_.size() + 7) / 8 * 8);
    headers_.push_back(header);
  }

  std::string Finish(uint16_t machine, const std::string& interpreter) {
    Elf64_Phdr segment{};
    segment.p_type = interpreter.empty() ? PT_NULL : PT_INTERP;
    segment.p_offset = bytes_.size();
    segment.p_filesz = interpreter.size() + 1;
    bytes_.append(interpreter).push_back('\0');
    const uint32_t name = names_.Add(".names");
    const std::string names = names_.bytes;
    Add("", SHT_STRTAB, names);
    headers_.back().sh_name = name;
    const Elf64_Ehdr header = Header(machine);
    std::memcpy(bytes_.data(), &header, sizeof header);
    std::memcpy(bytes_.data() + sizeof header, &segment, sizeof segment);
    for (const Elf64_Shdr& section : headers_) Append(bytes_, section);
    return bytes_;
  }

 private:
  Elf64_Ehdr Header(uint16_t machine) const {
    Elf64_Ehdr header{};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_ident[EI_VERSION] = EV_CURRENT;
    header.e_type = ET_DYN;
    header.e_machine = machine;
    header.e_version = EV_CURRENT;
    header.e_ehsize = sizeof header;
    header.e_phoff = sizeof header;
    header.e_phentsize = sizeof(Elf64_Phdr);
    header.e_phnum = 1;
    header.e_shoff = bytes_.size();
    header.e_shentsize = sizeof(Elf64_Shdr);
    header.e_shnum = static_cast<uint16_t>(headers_.size());
    header.e_shstrndx = static_cast<uint16_t>(headers_.size() - 1);
    return header;
  }

  std::string bytes_ = std::string(sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr), '\0');
  Strings names_;
  std::vector<Elf64_Shdr> headers_ = std::vector<Elf64_Shdr>(1);
};

std::string Functions(const std::vector<std::string>& names, uint16_t section, Strings& strings) {
  std::string symbols;
  for (const std::string& name : names) {
    Elf64_Sym symbol{};
    symbol.st_name = strings.Add(name);
    symbol.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
    symbol.st_shndx = section;
    symbol.st_value = 0x1000;
    Append(symbols, symbol);
  }
  return symbols;
}

}  // namespace

uint16_t OwnMachine() {
  Elf64_Ehdr header{};
  std::ifstream("/proc/self/exe", std::ios::binary)
      .read(reinterpret_cast<char*>(&header), sizeof header);
  return header.e_machine;
}

std::string ElfImage::Bytes() const {
  Strings strings;
  std::string dynamic;
  for (const std::string& name : needed) {
    Append(dynamic, Elf64_Dyn{DT_NEEDED, {.d_val = strings.Add(name)}});
  }
  if (!soname.empty()) Append(dynamic, Elf64_Dyn{DT_SONAME, {.d_val = strings.Add(soname)}});
  Append(dynamic, Elf64_Dyn{});
  const std::string none(sizeof(Elf64_Sym), '\0');  // the first symbol of a table
  const std::string dynamic_symbols =
      none + Functions(defined, 1, strings) + Functions(undefined, SHN_UNDEF, strings);
  const std::string symbols = none + Functions(local, 1, strings);

  Writer writer;
  writer.Add(".dynstr", SHT_STRTAB, strings.bytes);
  writer.Add(".dynamic", SHT_DYNAMIC, dynamic, sizeof(Elf64_Dyn));
  writer.Add(".dynsym", SHT_DYNSYM, dynamic_symbols, sizeof(Elf64_Sym));
  writer.Add(".symtab", SHT_SYMTAB, symbols, sizeof(Elf64_Sym));
  for (const std::string& name : sections) writer.Add(name, SHT_PROGBITS, "");
  return writer.Finish(machine, interpreter);
}

}  // namespace seep
