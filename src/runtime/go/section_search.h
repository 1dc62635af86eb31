#pragma once
// Looks for a variable by its value, in a section of a running program.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/go/elf_sections.h"
#include "runtime/go/target_memory.h"

namespace seep {

// The one address in this section (nullptr: none), aligned to 8 bytes, where `is` says so of the
// bytes that begin there; nothing when there are two. The bytes are at least 1 KiB, or reach to the
// end of the section.
template <class Predicate>
std::optional<uint64_t> FindInMemory(const ElfSection* section, uint64_t load_bias,
                                     const TargetMemory& memory, const Predicate& is) {
  constexpr uint64_t kPieceBytes = 1 << 20;  // read at once
  constexpr uint64_t kOverlapBytes = 1024;   // a struct may begin at the end of a piece
  std::optional<uint64_t> found;
  std::string bytes;
  for (uint64_t begin = 0; section != nullptr && begin < section->bytes; begin += kPieceBytes) {
    const uint64_t address = section->address + load_bias + begin;
    bytes.resize(std::min(kPieceBytes + kOverlapBytes, section->bytes - begin));
    if (!memory.Read(address, bytes.data(), bytes.size())) break;  // longer than it can be
    const uint64_t end = std::min<uint64_t>(bytes.size(), kPieceBytes);
    for (uint64_t at = 0; at < end; at += 8) {
      if (!is(std::string_view(bytes).substr(at))) continue;
      if (found) return std::nullopt;
      found = address + at;
    }
  }
  return found;
}

}  // namespace seep
