#pragma once
// The memory of one thread: blocks of a few sizes out of slabs that are mapped when they are first
// needed. A block that is given back stays warm for the next who asks; what nobody has asked for in
// a while goes back to the system page by page (madvise(2), MADV_DONTNEED), and its share to the
// budget. What is drawn is never less than what is resident: a block counts as a whole from the
// moment it is handed out. Not thread-safe, but for held().

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

// Bytes that were drawn for blocks to come, so that these can be had whatever others take
// meanwhile.
class SetAside {
 public:
  SetAside() = default;
  SetAside(SetAside&& other) noexcept
      : memory_(other.memory_), bytes_(std::exchange(other.bytes_, 0)) {}
  SetAside& operator=(SetAside&& other) noexcept {
    std::swap(memory_, other.memory_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~SetAside();

  explicit operator bool() const { return bytes_ > 0; }
  // Keeps no more than so many bytes of it.
  void Reduce(uint64_t bytes);

 private:
  friend class Memory;
  SetAside(Memory& memory, uint64_t bytes) : memory_(&memory), bytes_(bytes) {}

  Memory* memory_ = nullptr;
  uint64_t bytes_ = 0;
};

class Memory {
 public:
  // A page, which most heads and most answers of an API fit; what bodies move in, which is the
  // least that a socket is given room for when it sends (tcp(7), tcp_wmem); and the largest head,
  // with what it grows by on the way.
  static constexpr std::array<size_t, 3> kBlockBytes = {size_t{4} * 1024, size_t{16} * 1024,
                                                        size_t{20} * 1024};
  static constexpr size_t kBlockBytesMax = kBlockBytes.back();

  explicit Memory(Budget& budget) : budget_(budget) {}
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  // At least `bytes` of room, which are at most kBlockBytesMax, with anything in it; out of what
  // was set aside as far as that goes. No block where the budget, or the system, has none.
  Block Take(size_t bytes, Purpose purpose, SetAside* from = nullptr);

  // Nothing where the budget has not so much.
  SetAside Reserve(uint64_t bytes);
  // Would so much be had now? Others may be faster.
  bool HasRoom(uint64_t bytes) const;

  // To be called now and then: half of what was spare all the while since the last call goes back
  // to the system. After a burst that is seven eighths within three calls.
  void Trim();
  // Is there anything that Trim may give back yet?
  bool has_spare() const { return held_.bytes(Purpose::kSpare) > 0; }
  // All that is spare goes back. Returns how many bytes.
  uint64_t DropSpare();

  const Held& held() const { return held_; }
  Budget& budget() { return budget_; }

 private:
  friend class Block;
  friend class SetAside;

  // Blocks of one size. A spare one is in `warm` while it is resident, else in `cold`.
  struct Shelf {
    std::vector<char*> slabs;
    std::vector<char*> warm;
    std::vector<char*> cold;
    size_t warm_min = 0;  // since the last Trim
  };

  Block Hand(size_t size_class, Purpose purpose, bool drawn);
  bool Draw(uint64_t bytes);
  void GiveBack(uint64_t bytes);
  bool Extend(size_t size_class);
  void GiveUp(uint64_t set_aside);
  void Put(char* data, uint8_t size_class, Purpose purpose);
  uint64_t Cool(size_t size_class, size_t count);

  Budget& budget_;
  Held held_;
  uint64_t ahead_ = 0;  // drawn, and not used yet
  std::array<Shelf, kBlockBytes.size()> shelves_;
};

inline SetAside::~SetAside() {
  if (bytes_ > 0) memory_->GiveUp(bytes_);
}
inline size_t Block::size() const {
  return data_ == nullptr ? 0 : Memory::kBlockBytes[size_class_];
}
inline void Block::Release() {
  if (data_ != nullptr) memory_->Put(std::exchange(data_, nullptr), size_class_, purpose_);
}

}  // namespace sluice
