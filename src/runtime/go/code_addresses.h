#pragma once
// Addresses that machine code refers to, relative to itself.

#include <cstdint>
#include <set>
#include <string_view>

namespace seep {

// Of code that is loaded at `address`, for a machine of elf(5): EM_X86_64 or EM_AARCH64; none for
// others. On x86-64, where instructions begin is not known, so that a few addresses are none that
// the code refers to.
std::set<uint64_t> AddressesInCode(uint16_t machine, uint64_t address, std::string_view code);

}  // namespace seep
