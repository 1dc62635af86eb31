#include "report/fit.h"

#include <algorithm>

namespace seep {
namespace {

constexpr std::string_view kEllipsis = "…";

bool ContinuesCodePoint(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// The bytes of the first `columns` code points.
size_t BytesOf(std::string_view text, size_t columns) {
  size_t bytes = 0;
  while (bytes < text.size() && (columns > 0 || ContinuesCodePoint(text[bytes]))) {
    if (!ContinuesCodePoint(text[bytes])) --columns;
    ++bytes;
  }
  return bytes;
}

// Of the code point that begins there; 0: none does.
size_t Utf8Length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const size_t length = first < 0x80   ? 1
                        : first < 0xc2 ? 0
                        : first < 0xe0 ? 2
                        : first < 0xf0 ? 3
                        : first < 0xf5 ? 4
                                       : 0;
  if (length < 2) return length;
  if (text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if (!ContinuesCodePoint(text[i])) return 0;
  }
  const auto second = static_cast<unsigned char>(text[1]);
  // Longer than needed, surrogates, and beyond U+10FFFF.
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second >= 0xa0)) return 0;
  if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second >= 0x90)) return 0;
  return length;
}

}  // namespace

std::string ValidUtf8(std::string_view text) {
  std::string valid;
  while (!text.empty()) {
    const size_t length = Utf8Length(text);
    if (length == 0)
      valid += '?';
    else
      valid += text.substr(0, length);
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  return valid;
}

size_t Columns(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !ContinuesCodePoint(c); }));
}

std::string WithoutMiddle(std::string_view text, size_t columns) {
  const size_t width = Columns(text);
  if (width <= columns) return std::string(text);
  const size_t kept = std::max<size_t>(columns, 1) - 1;
  const size_t end = kept - kept / 2;  // the end says more than the beginning
  std::string shorter(text.substr(0, BytesOf(text, kept - end)));
  shorter += kEllipsis;
  return shorter.append(text.substr(BytesOf(text, width - end)));
}

std::string WithoutBeginning(std::string_view text, size_t columns) {
  const size_t width = Columns(text);
  if (width <= columns) return std::string(text);
  const size_t kept = std::max<size_t>(columns, 1) - 1;
  return std::string(kEllipsis).append(text.substr(BytesOf(text, width - kept)));
}

std::string Printable(std::string_view text) {
  std::string clean(text);
  for (char& c : clean) {
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = '?';
  }
  return clean;
}

}  // namespace seep
