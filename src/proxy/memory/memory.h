#pragma once
// The memory of one thread: blocks of a few sizes out of slabs that are mapped when they are first
// needed. A block that is given back stays warm for the next who asks; what nobody has asked for in
// a while goes back to the system page by page (madvise(2), MADV_DONTNEED), and its share to the
// budget. So what the budget has drawn is what is resident, and an upper bound of it: a block counts
// as a whole from the moment it is handed out. Not thread-safe, but for held().

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "proxy/memory/budget.h"
#include "proxy/memory/purpose.h"

namespace sluice {

class Memory;

// Room for bytes. Owns it until it is destroyed, which has to be before its Memory is.
class Block {
 public:
  Block() = default;
  Block(Block&& other) noexcept { Swap(other); }
  Block& operator=(Block&& other) noexcept {
    Block(std::move(other)).Swap(*this);
    return *this;
  }
  ~Block() { Release(); }

  explicit operator bool() const { return data_ != nullptr; }
  char* data() const { return data_; }
  size_t size() const;
  void Release();

 private:
  friend class Memory;
  Block(Memory& memory, char* data, uint8_t size_class, Purpose purpose)
      : memory_(&memory), data_(data), size_class_(size_class), purpose_(purpose) {}
  void Swap(Block& other) {
    std::swap(memory_, other.memory_);
    std::swap(data_, other.data_);
    std::swap(size_class_, other.size_class_);
    std::swap(purpose_, other.purpose_);
  }

  Memory* memory_ = nullptr;
  char* data_ = nullptr;
  uint8_t size_class_ = 0;
  Purpose purpose_ = Purpose::kSpare;
};

class Memory {
 public:
  // A page, which most heads and most answers of an API fit; what bodies move in, which is the least
  // that a socket is given room for when it sends (tcp(7), tcp_wmem); and the largest head, with
  // what it grows by on the way.
  static constexpr std::array<size_t, 3> kBlockBytes = {size_t{4} * 1024, size_t{16} * 1024,
                                                        size_t{20} * 1024};
  static constexpr size_t kBlockBytesMax = kBlockBytes.back();

  explicit Memory(Budget& budget) : budget_(budget) {}
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  // At least `bytes` of room, which are at most kBlockBytesMax, with anything in it. No block where
  // the budget, or the system, has none.
  Block Take(size_t bytes, Purpose purpose);

  // To be called now and then: half of what was spare all the while since the last call goes back
  // to the system. After a burst that is seven eighths within three calls.
  void Trim();
  // All that is spare goes back. Returns how many bytes.
  uint64_t DropSpare();

  const Held& held() const { return held_; }
  Budget& budget() { return budget_; }

 private:
  friend class Block;

  // Blocks of one size. A spare one is in `warm` while it is resident, else in `cold`.
  struct Shelf {
    std::vector<char*> slabs;
    std::vector<char*> warm;
    std::vector<char*> cold;
    size_t warm_min = 0;  // since the last Trim
  };

  bool Extend(size_t size_class);
  void Put(char* data, uint8_t size_class, Purpose purpose);
  uint64_t Cool(size_t size_class, size_t count);

  Budget& budget_;
  Held held_;
  std::array<Shelf, kBlockBytes.size()> shelves_;
};

inline size_t Block::size() const {
  return data_ == nullptr ? 0 : Memory::kBlockBytes[size_class_];
}
inline void Block::Release() {
  if (data_ != nullptr) memory_->Put(std::exchange(data_, nullptr), size_class_, purpose_);
}

}  // namespace sluice
