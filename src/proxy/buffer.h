#pragma once
// Received bytes that are not dealt with yet, in fixed room. Not thread-safe.

#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

#include "base/check.h"

namespace sluice {

inline constexpr size_t kBufferBytes = size_t{16} * 1024;

class Buffer {
 public:
  Buffer() = default;  // leaves the room untouched: its pages cost nothing until they are used

  bool empty() const { return begin_ == end_; }
  size_t size() const { return end_ - begin_; }
  std::string_view view() const { return {data_.data() + begin_, size()}; }
  void Clear() { begin_ = end_ = 0; }

  void Consume(size_t bytes) {
    CHECK(bytes <= size());
    begin_ += bytes;
    if (empty()) Clear();
  }

  // Where to receive: everything behind what is held. Moves what is held to the front when less
  // than a quarter of the room is left behind it. Empty when the buffer is full.
  std::span<char> Tail() {
    if (begin_ > 0 && data_.size() - end_ < data_.size() / 4) {
      std::memmove(data_.data(), data_.data() + begin_, size());
      end_ -= begin_;
      begin_ = 0;
    }
    return {data_.data() + end_, data_.size() - end_};
  }
  void Commit(size_t bytes) {
    CHECK(bytes <= data_.size() - end_);
    end_ += bytes;
  }

 private:
  size_t begin_ = 0;
  size_t end_ = 0;
  std::array<char, kBufferBytes> data_;
};

}  // namespace sluice
