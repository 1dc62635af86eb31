#include <elf.h>

#include <cstdint>
#include <cstring>

#include "runtime/jvm/native_image.h"

namespace seep {
namespace {

// A T at this place, when all of it is there.
template <class T>
bool Take(std::string_view bytes, uint64_t at, T& value) {
  if (at > bytes.size() || bytes.size() - at < sizeof value) return false;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return true;
}

}  // namespace

bool IsNativeImage(std::string_view elf) {
  Elf64_Ehdr header{};
  if (!elf.starts_with(ELFMAG) || !Take(elf, 0, header)) return false;
  const auto section = [&](uint64_t index, Elf64_Shdr& found) {
    return Take(elf, header.e_shoff + index * sizeof found, found);
  };
  Elf64_Shdr names{}, found{};
  if (header.e_shentsize != sizeof names || !section(header.e_shstrndx, names)) return false;
  for (uint64_t i = 0; i < header.e_shnum && section(i, found); ++i) {
    const uint64_t at = names.sh_offset + found.sh_name;
    static constexpr std::string_view kName{".svm_heap\0", 10};
    if (at < elf.size() && elf.substr(at).starts_with(kName)) return true;
  }
  return false;
}

}  // namespace seep
