#pragma once
// Pieces of bytes that go out in one system call.

#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "proxy/source.h"

namespace sluice {

// Borrows them.
class Gather {
 public:
  static constexpr size_t kPartsMax = 20;

  void Clear() { first_ = count_ = 0; }
  bool empty() const { return first_ == count_; }
  size_t room() const { return kPartsMax - count_; }
  void Add(std::string_view bytes);
  // Writes until all is taken, and then is empty; adds what was taken to `sent`.
  IoStatus WriteTo(Sink& sink, uint64_t& sent);

 private:
  std::array<iovec, kPartsMax> parts_;
  size_t first_ = 0;
  size_t count_ = 0;
};

}  // namespace sluice
