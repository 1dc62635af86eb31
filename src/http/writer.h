#pragma once
// Writes heads and chunk framing into a caller's buffer. Nothing is allocated. A line that does not
// fit sets overflow(), and it and all that follow it are left out. Names and values are written as
// they are: they come from a parser, or their author sees to it that they hold no line end.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace seep {

class HeadWriter {
 public:
  explicit HeadWriter(std::span<char> out) : out_(out) {}

  // Start lines. The version is always ours: HTTP/1.1, or 1.0 where asked (RFC 9112 §2.3).
  void RequestLine(std::string_view method, std::string_view target, uint8_t version_minor = 1);
  void StatusLine(uint16_t status, std::string_view reason, uint8_t version_minor = 1);
  void Field(std::string_view name, std::string_view value);
  void Field(std::string_view name, uint64_t value);
  void End();  // the empty line

  // Parts of a field line, for values put together from pieces: Raw("Via: "), Raw(…), Raw("\r\n").
  void Raw(std::string_view bytes);

  size_t size() const { return size_; }
  bool overflow() const { return overflow_; }
  std::string_view written() const { return {out_.data(), size_}; }

 private:
  // All pieces, or none and overflow.
  void Append(std::initializer_list<std::string_view> pieces);

  std::span<char> out_;
  size_t size_ = 0;
  bool overflow_ = false;
};

// The line before a chunk's data: hex size and CRLF. At most kChunkLineBytesMax bytes; returns how
// many.
inline constexpr size_t kChunkLineBytesMax = 18;
size_t WriteChunkLine(std::span<char, kChunkLineBytesMax> out, uint64_t chunk_bytes);
inline constexpr std::string_view kChunkEnd = "\r\n";        // behind a chunk's data
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";  // the last chunk, without trailers

// "OK" for 200; "" for a status without a registered phrase (RFC 9110 §15).
std::string_view ReasonPhrase(uint16_t status);

}  // namespace seep
