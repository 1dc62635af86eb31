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

}  // namespace

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
