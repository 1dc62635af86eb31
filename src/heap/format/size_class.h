#pragma once
// Blocks by size: classes of usable bytes, the same on both sides of the shared memory.
//
//   class 0          0 bytes
//   class 1 … 64     (k - 1) * 16 < bytes <= k * 16: glibc's own steps up to 1 KiB
//   class 65 …       four for each power of two, up to 1 TiB; the last takes what is larger

#include <bit>
#include <cstddef>
#include <cstdint>

namespace seep::heap {

inline constexpr size_t kSmallBytesMax = 1024;
inline constexpr size_t kSmallStep = 16;
inline constexpr size_t kSmallClasses = kSmallBytesMax / kSmallStep + 1;
inline constexpr unsigned kSmallBits = 10;  // 2^10 = kSmallBytesMax
inline constexpr unsigned kLargeBits = 40;
inline constexpr size_t kClassCount = kSmallClasses + size_t{kLargeBits - kSmallBits} * 4;

constexpr size_t ClassOf(size_t usable_bytes) {
  if (usable_bytes <= kSmallBytesMax) return (usable_bytes + kSmallStep - 1) / kSmallStep;
  const size_t below = usable_bytes - 1;
  const auto bits = static_cast<unsigned>(std::bit_width(below));  // 11 for 1,025 … 2,048
  const size_t quarter = (below >> (bits - 3)) & 3;
  const size_t index = kSmallClasses + size_t{bits - kSmallBits - 1} * 4 + quarter;
  return index < kClassCount ? index : kClassCount - 1;
}

// What a block of the class has in glibc's heap, where a small one is a multiple of 16 bytes less
// its header of 8. 0 for the large classes, of which each has many sizes.
constexpr int64_t UsualBytes(size_t index) {
  return index < kSmallClasses ? static_cast<int64_t>(index * kSmallStep) - 8 : 0;
}

// The largest block of the class, in usable bytes.
constexpr size_t ClassBytesMax(size_t index) {
  if (index < kSmallClasses) return index * kSmallStep;
  const size_t large = index - kSmallClasses;
  const size_t base = kSmallBytesMax << (large / 4);
  return base + base / 4 * (large % 4 + 1);
}

}  // namespace seep::heap
