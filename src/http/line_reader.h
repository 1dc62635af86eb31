#pragma once
// Finds the lines of a head or trailer section in bytes that arrive bit by bit. A line ends in
// CRLF and in nothing else (RFC 9112 §2.2 allows a bare LF; two parsers that see it differently
// are a hole).

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace seep {

enum class ParseStatus : uint8_t { kDone, kNeedMore, kFailed };

class LineReader {
 public:
  // kDone: `line` is the next line without its CRLF. kNeedMore: it has not ended yet. kFailed: it
  // ends in a line feed without a carriage return. `bytes` begins where it began in the calls
  // before, and is no shorter. No byte is looked at twice.
  ParseStatus Next(std::string_view bytes, std::string_view& line);
  // Goes on behind the `count` bytes at offset().
  void Skip(size_t count);

  size_t offset() const { return next_; }  // of the first line that Next has not returned

 private:
  size_t next_ = 0;
  size_t seen_ = 0;  // there is no line feed from next_ to here
};

}  // namespace seep
