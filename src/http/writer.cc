#include "http/writer.h"

#include <charconv>
#include <cstring>
#include <initializer_list>

#include "base/check.h"

namespace seep {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

std::string_view VersionText(uint8_t version_minor) {
  return version_minor == 0 ? "HTTP/1.0" : "HTTP/1.1";
}

}  // namespace

void HeadWriter::RequestLine(std::string_view method, std::string_view target,
                             uint8_t version_minor) {
  Append({method, " ", target, " ", VersionText(version_minor), kLineEnd});
}

void HeadWriter::StatusLine(uint16_t status, std::string_view reason, uint8_t version_minor) {
  CHECK(status >= 100 && status <= 999);
  const char code[] = {static_cast<char>('0' + status / 100),
                       static_cast<char>('0' + status / 10 % 10),
                       static_cast<char>('0' + status % 10)};
  Append({VersionText(version_minor), " ", {code, sizeof(code)}, " ", reason, kLineEnd});
}

void HeadWriter::Field(std::string_view name, std::string_view value) {
  Append({name, ": ", value, kLineEnd});
}

void HeadWriter::Field(std::string_view name, uint64_t value) {
  char digits[20];
  const char* end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  Field(name, std::string_view(digits, static_cast<size_t>(end - digits)));
}

void HeadWriter::End() { Append({kLineEnd}); }

void HeadWriter::Raw(std::string_view bytes) { Append({bytes}); }

void HeadWriter::Append(std::initializer_list<std::string_view> pieces) {
  size_t bytes = 0;
  for (const std::string_view piece : pieces) bytes += piece.size();
  if (overflow_ || bytes > out_.size() - size_) {
    overflow_ = true;
    return;
  }
  for (const std::string_view piece : pieces) {
    if (piece.empty()) continue;  // memcpy from a view without data is undefined
    std::memcpy(out_.data() + size_, piece.data(), piece.size());
    size_ += piece.size();
  }
}

size_t WriteChunkLine(std::span<char, kChunkLineBytesMax> out, uint64_t chunk_bytes) {
  char* end = std::to_chars(out.data(), out.data() + out.size(), chunk_bytes, 16).ptr;
  std::memcpy(end, kLineEnd.data(), kLineEnd.size());
  return static_cast<size_t>(end - out.data()) + kLineEnd.size();
}

}  // namespace seep
