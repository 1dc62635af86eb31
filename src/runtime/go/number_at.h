#pragma once
// Numbers in bytes that somebody else wrote, in this machine's byte order.

#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace seep {

// Zero when it is not inside the bytes: they are not trusted to be well-formed.
template <class T>
T NumberAt(std::string_view bytes, uint64_t offset) {
  static_assert(std::is_trivially_copyable_v<T>);
  T number{};
  if (offset > bytes.size() || bytes.size() - offset < sizeof number) return number;
  std::memcpy(&number, bytes.data() + offset, sizeof number);
  return number;
}

// A base-128 number as encoding/binary's Uvarint writes it. `offset` is moved behind it; zero at
// the end of the bytes.
inline uint64_t VarintAt(std::string_view bytes, uint64_t& offset) {
  uint64_t number = 0;
  for (int shift = 0; shift < 64 && offset < bytes.size(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes[offset++]);
    number |= uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) break;
  }
  return number;
}

}  // namespace seep
