#pragma once
// What an ELF file says about the program in it, as far as it decides whether a library can be
// preloaded into it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace seep {

struct ElfProgram {
  uint16_t machine = 0;             // e_machine: EM_X86_64, …
  int word_bits = 0;                // 32 or 64
  bool loads_libraries = false;     // has PT_INTERP: linked dynamically
  std::string interpreter;          // of PT_INTERP: "/lib64/ld-linux-x86-64.so.2"
  std::string soname;               // DT_SONAME: of a library, and of the loader itself
  std::vector<std::string> needed;  // DT_NEEDED
  bool go = false;                  // built by the Go toolchain
  std::string sanitizer;            // a symbol that it defines: "__asan_init"
  std::string allocator;  // likewise: "malloc", where other libraries find it; "je_malloc"
};

// Nothing when the file is not ELF. The file is the user's, not trusted to be well-formed: what
// makes no sense is left out. Source: elf(5), gelf.h.
std::optional<ElfProgram> ReadElfProgram(int fd);

}  // namespace seep
