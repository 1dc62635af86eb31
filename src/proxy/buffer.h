#pragma once
// Received bytes that are not dealt with yet, in a block that it has only while there are some. Not
// thread-safe.

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "proxy/memory/memory.h"

namespace sluice {

class Buffer {
 public:
  bool empty() const { return begin_ == end_; }
  size_t size() const { return end_ - begin_; }
  size_t room() const { return block_.size(); }
  std::string_view view() const { return {block_.data() + begin_, size()}; }

  // Has a block of at least so many bytes from here on, and what it holds at its front. False where
  // there is none.
  [[nodiscard]] bool MakeRoom(Memory& memory, size_t bytes, Purpose purpose,
                              SetAside* from = nullptr) {
    if (block_.size() >= bytes) return true;
    Block larger = memory.Take(bytes, purpose, from);
    if (!larger) return false;
    if (!empty()) std::memcpy(larger.data(), block_.data() + begin_, size());
    end_ = size();
    begin_ = 0;
    block_ = std::move(larger);
    return true;
  }

  void Consume(size_t bytes) {
    CHECK(bytes <= size());
    begin_ += bytes;
    if (empty()) begin_ = end_ = 0;
  }

  // Gives the block back if nothing is in it.
  void Rest() {
    if (empty()) block_.Release();
  }
  void Clear() {
    begin_ = end_ = 0;
    block_.Release();
  }

  // Where to receive: everything behind what is held. Moves what is held to the front when less
  // than a quarter of the room is left behind it. Empty when the buffer is full, or has no block.
  std::span<char> Tail() {
    if (begin_ > 0 && room() - end_ < room() / 4) {
      std::memmove(block_.data(), block_.data() + begin_, size());
      end_ -= begin_;
      begin_ = 0;
    }
    return {block_.data() + end_, room() - end_};
  }
  void Commit(size_t bytes) {
    CHECK(bytes <= room() - end_);
    end_ += bytes;
  }

 private:
  Block block_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace sluice
