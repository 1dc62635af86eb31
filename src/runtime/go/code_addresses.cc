#include "runtime/go/code_addresses.h"

#include <elf.h>

#include "runtime/go/number_at.h"

namespace seep {
namespace {

// An operand relative to the next instruction is a byte ModRM with mod 00 and r/m 101, a
// displacement of 32 bits, and an immediate of 0, 1, 2 or 4 bytes (Intel's manual, volume 2,
// section 2.2.1.6).
std::set<uint64_t> OfX86(uint64_t address, std::string_view code) {
  constexpr uint8_t kModRmMask = 0xc7;
  constexpr uint8_t kRelative = 0x05;
  std::set<uint64_t> addresses;
  for (uint64_t at = 0; at + 5 <= code.size(); ++at) {
    if ((NumberAt<uint8_t>(code, at) & kModRmMask) != kRelative) continue;
    const auto displacement = static_cast<uint64_t>(int64_t{NumberAt<int32_t>(code, at + 1)});
    for (const uint64_t immediate : {0U, 1U, 2U, 4U}) {
      addresses.insert(address + at + 5 + immediate + displacement);
    }
  }
  return addresses;
}

// ADRP has the page; the instruction behind it adds what is left, or loads or stores there (Arm
// Architecture Reference Manual, C6.2: ADRP, ADD immediate, LDR and STR immediate).
std::set<uint64_t> OfArm64(uint64_t address, std::string_view code) {
  constexpr uint64_t kPage = 4096;
  std::set<uint64_t> addresses;
  for (uint64_t at = 0; at + 8 <= code.size(); at += 4) {
    const auto page = NumberAt<uint32_t>(code, at);
    const auto next = NumberAt<uint32_t>(code, at + 4);
    const bool same_register = (next >> 5 & 31) == (page & 31);
    if ((page & 0x9f000000) != 0x90000000 || !same_register) continue;
    const uint32_t pages = (page >> 5 & 0x7ffff) << 2 | (page >> 29 & 3);  // 21 bits, signed
    const auto distance = static_cast<uint64_t>(int64_t{static_cast<int32_t>(pages << 11) >> 11});
    const uint64_t base = (address + at) / kPage * kPage + distance * kPage;
    const uint64_t rest = next >> 10 & 0xfff;
    if ((next & 0xffc00000) == 0x91000000) addresses.insert(base + rest);
    if ((next & 0x3b000000) == 0x39000000) addresses.insert(base + (rest << (next >> 30)));
  }
  return addresses;
}

}  // namespace

std::set<uint64_t> AddressesInCode(uint16_t machine, uint64_t address, std::string_view code) {
  if (machine == EM_X86_64) return OfX86(address, code);
  if (machine == EM_AARCH64) return OfArm64(address, code);
  return {};
}

}  // namespace seep
