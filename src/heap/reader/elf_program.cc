#include "heap/reader/elf_program.h"

#include <gelf.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

namespace seep {
namespace {

// Each sanitizer's runtime defines one of these, in the program when it is linked into it.
constexpr std::array<std::string_view, 5> kSanitizers = {
    "__asan_init", "__hwasan_init", "__lsan_init", "__msan_init", "__tsan_init"};

// What allocators are called that a program has linked in and calls by their own names: jemalloc as
// Rust and Redis have it, mimalloc.
constexpr std::array<std::string_view, 3> kAllocators = {"_rjem_malloc", "je_malloc", "mi_malloc"};

using ElfHandle = std::unique_ptr<Elf, int (*)(Elf*)>;

template <size_t kCount>
bool IsOneOf(const std::array<std::string_view, kCount>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view StringAt(Elf* elf, size_t section, size_t offset) {
  const char* text = ::elf_strptr(elf, section, offset);  // ends inside the section, or null
  return text ? std::string_view(text) : std::string_view();
}

void ReadInterpreter(Elf* elf, ElfProgram& program) {
  size_t count = 0;
  if (::elf_getphdrnum(elf, &count) != 0) return;
  size_t file_bytes = 0;
  const char* file = ::elf_rawfile(elf, &file_bytes);
  for (size_t i = 0; i < count; ++i) {
    GElf_Phdr header;
    if (!::gelf_getphdr(elf, static_cast<int>(i), &header) || header.p_type != PT_INTERP) continue;
    program.loads_libraries = true;
    if (!file || header.p_offset >= file_bytes) return;
    const size_t length = std::min<size_t>(header.p_filesz, file_bytes - header.p_offset);
    const std::string_view text(file + header.p_offset, length);
    program.interpreter = text.substr(0, text.find('\0'));
    return;
  }
}

void ReadDynamic(Elf* elf, const GElf_Shdr& section, Elf_Data* data, ElfProgram& program) {
  GElf_Dyn entry;
  for (int i = 0; ::gelf_getdyn(data, i, &entry) && entry.d_tag != DT_NULL; ++i) {
    if (entry.d_tag != DT_NEEDED && entry.d_tag != DT_SONAME) continue;
    std::string name(StringAt(elf, section.sh_link, entry.d_un.d_val));
    if (entry.d_tag == DT_SONAME) {
      program.soname = std::move(name);
    } else {
      program.needed.push_back(std::move(name));
    }
  }
}

void ReadSymbols(Elf* elf, const GElf_Shdr& section, Elf_Data* data, ElfProgram& program) {
  GElf_Sym symbol;
  for (int i = 0; ::gelf_getsym(data, i, &symbol); ++i) {
    const int type = GELF_ST_TYPE(symbol.st_info);
    if (symbol.st_shndx == SHN_UNDEF || (type != STT_FUNC && type != STT_GNU_IFUNC)) continue;
    const std::string_view name = StringAt(elf, section.sh_link, symbol.st_name);
    if (IsOneOf(kSanitizers, name)) program.sanitizer = name;
    // Only a malloc that is exported stands before a preloaded one.
    const bool exported = section.sh_type == SHT_DYNSYM && name == "malloc";
    if (exported || IsOneOf(kAllocators, name)) program.allocator = name;
  }
}

void ReadSections(Elf* elf, ElfProgram& program) {
  size_t names = 0;
  if (::elf_getshdrstrndx(elf, &names) != 0) return;
  Elf_Scn* section = nullptr;
  while ((section = ::elf_nextscn(elf, section)) != nullptr) {
    GElf_Shdr header;
    if (!::gelf_getshdr(section, &header)) continue;
    const std::string_view name = StringAt(elf, names, header.sh_name);
    if (name == ".go.buildinfo" || name == ".note.go.buildid") program.go = true;
    const bool symbols = header.sh_type == SHT_DYNSYM || header.sh_type == SHT_SYMTAB;
    if (!symbols && header.sh_type != SHT_DYNAMIC) continue;
    Elf_Data* data = ::elf_getdata(section, nullptr);
    if (!data) continue;
    if (symbols) {
      ReadSymbols(elf, header, data, program);
    } else {
      ReadDynamic(elf, header, data, program);
    }
  }
}

}  // namespace

std::optional<ElfProgram> ReadElfProgram(int fd) {
  if (::elf_version(EV_CURRENT) == EV_NONE) return std::nullopt;
  const ElfHandle elf(::elf_begin(fd, ELF_C_READ_MMAP, nullptr), ::elf_end);
  GElf_Ehdr header;
  if (!elf || ::elf_kind(elf.get()) != ELF_K_ELF || !::gelf_getehdr(elf.get(), &header)) {
    return std::nullopt;
  }
  ElfProgram program;
  program.machine = header.e_machine;
  program.word_bits = header.e_ident[EI_CLASS] == ELFCLASS64 ? 64 : 32;
  ReadInterpreter(elf.get(), program);
  ReadSections(elf.get(), program);
  return program;
}

}  // namespace seep
