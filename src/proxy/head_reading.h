#pragma once
// When to look at a head that comes in pieces. A parser begins at the front each time, so that it
// need not be kept for a head under way; looked at when there is twice as much, a head that comes
// byte by byte is read twice, and not once a byte.

#include <cstddef>
#include <string_view>
#include <utility>

namespace sluice {

class HeadReading {
 public:
  // `bytes`: all that came of the head. True as well when its end may be among them.
  bool IsDue(std::string_view bytes, size_t bytes_max) {
    const size_t before = std::exchange(seen_, bytes.size());
    if (bytes.size() >= next_ || bytes.size() >= bytes_max) {
      next_ = 2 * bytes.size();
      return true;
    }
    // What ends a head is an empty line; the parser tells which ends are proper.
    const size_t from = before < 3 ? 0 : before - 3;
    return bytes.find("\n\r\n", from) != std::string_view::npos ||
           bytes.find("\n\n", from) != std::string_view::npos;
  }
  // What is there has to be looked at once more.
  void Again() { next_ = 0; }
  void Reset() { seen_ = next_ = 0; }

 private:
  size_t seen_ = 0;
  size_t next_ = 0;
};

}  // namespace sluice
