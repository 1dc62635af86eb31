#include "report/fit.h"

#include <utf8proc.h>

#include <algorithm>

namespace seep {
namespace {

constexpr std::string_view kEllipsis = "…";

// One code point, or a byte that is none.
struct Character {
  size_t bytes = 1;
  size_t columns = 1;
  utf8proc_int32_t code = -1;  // -1: a byte that is no UTF-8
};

// The text is not empty.
Character FirstOf(std::string_view text) {
  Character first;
  const utf8proc_ssize_t length =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(text.size()), &first.code);
  if (length <= 0) return {};
  first.bytes = static_cast<size_t>(length);
  first.columns = static_cast<size_t>(std::max(utf8proc_charwidth(first.code), 0));
  return first;
}

// The bytes of the longest beginning that is no wider.
size_t BytesOf(std::string_view text, size_t columns) {
  size_t bytes = 0;
  while (bytes < text.size()) {
    const Character next = FirstOf(text.substr(bytes));
    if (next.columns > columns) break;
    columns -= next.columns;
    bytes += next.bytes;
  }
  return bytes;
}

// Where the longest end begins that is no wider.
size_t BeginOf(std::string_view text, size_t columns) {
  size_t width = Columns(text);
  size_t begin = 0;
  while (begin < text.size()) {
    const Character next = FirstOf(text.substr(begin));
    // What is put on top of a character goes with it.
    if (width <= columns && next.columns > 0) break;
    width -= next.columns;
    begin += next.bytes;
  }
  return begin;
}

// Zero-width joiners belong to words of some languages; what else has no shape of its own can only
// make a name look like another.
bool IsPrintable(utf8proc_int32_t code) {
  constexpr utf8proc_int32_t kNonJoiner = 0x200c, kJoiner = 0x200d;
  if (code == kNonJoiner || code == kJoiner) return true;
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return false;
    default:
      return true;
  }
}

template <class Wanted>
std::string OrQuestionMarks(std::string_view text, Wanted wanted) {
  std::string clean;
  while (!text.empty()) {
    const Character next = FirstOf(text);
    if (next.code >= 0 && wanted(next.code))
      clean += text.substr(0, next.bytes);
    else
      clean += '?';
    text.remove_prefix(next.bytes);
  }
  return clean;
}

bool EndsInDigit(std::string_view word) {
  return !word.empty() && word.back() >= '0' && word.back() <= '9';
}

// "296 B", "-n 5000", "30,000 requests": torn apart they are harder to read.
bool StayTogether(std::string_view before, std::string_view after) {
  const bool option = before.starts_with("-") || before.starts_with("(-");
  return EndsInDigit(before) || (option && !after.empty() && after[0] >= '0' && after[0] <= '9');
}

// Words, and what has to stay with them where there is room for it.
std::vector<std::string_view> Pieces(std::string_view text, size_t columns) {
  constexpr size_t kTogetherMax = 24;  // bytes: two short words or three
  const size_t bytes_max = std::min(kTogetherMax, columns);
  std::vector<std::string_view> pieces;
  std::string_view last;  // word
  for (size_t begin = 0; (begin = text.find_first_not_of(' ', begin)) != std::string_view::npos;) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    const size_t from =
        pieces.empty() ? begin : static_cast<size_t>(pieces.back().data() - text.data());
    if (!pieces.empty() && StayTogether(last, word) && end - from <= bytes_max)
      pieces.back() = text.substr(from, end - from);
    else
      pieces.push_back(word);
    last = word;
    begin = end;
  }
  return pieces;
}

}  // namespace

std::string ValidUtf8(std::string_view text) {
  return OrQuestionMarks(text, [](utf8proc_int32_t) { return true; });
}

std::string Printable(std::string_view text) { return OrQuestionMarks(text, IsPrintable); }

size_t Columns(std::string_view text) {
  size_t columns = 0;
  while (!text.empty()) {
    const Character next = FirstOf(text);
    columns += next.columns;
    text.remove_prefix(next.bytes);
  }
  return columns;
}

std::string WithoutMiddle(std::string_view text, size_t columns) {
  if (Columns(text) <= columns) return std::string(text);
  const size_t kept = std::max<size_t>(columns, 1) - 1;
  const size_t end = kept - kept / 2;  // the end says more than the beginning
  std::string shorter(text.substr(0, BytesOf(text, kept - end)));
  shorter += kEllipsis;
  return shorter.append(text.substr(BeginOf(text, end)));
}

std::string WithoutBeginning(std::string_view text, size_t columns) {
  if (Columns(text) <= columns) return std::string(text);
  const size_t kept = std::max<size_t>(columns, 1) - 1;
  return std::string(kEllipsis).append(text.substr(BeginOf(text, kept)));
}

std::string WithoutEnd(std::string_view text, size_t columns) {
  if (Columns(text) <= columns) return std::string(text);
  const size_t kept = std::max<size_t>(columns, 1) - 1;
  return std::string(text.substr(0, BytesOf(text, kept))).append(kEllipsis);
}

std::vector<std::string> Wrapped(std::string_view text, size_t columns) {
  if (Columns(text) <= columns) return {std::string(text)};
  std::vector<std::string> lines(1);
  for (std::string_view piece : Pieces(text, columns)) {
    const size_t blank = lines.back().empty() ? 0 : 1;
    if (Columns(lines.back()) + blank + Columns(piece) <= columns) {
      lines.back().append(blank, ' ').append(piece);
      continue;
    }
    if (blank == 1) lines.emplace_back();
    while (Columns(piece) > columns) {
      const size_t bytes = std::max(BytesOf(piece, columns), FirstOf(piece).bytes);
      lines.back() = piece.substr(0, bytes);
      lines.emplace_back();
      piece.remove_prefix(bytes);
    }
    lines.back() = piece;
  }
  if (lines.size() > 1 && lines.back().empty()) lines.pop_back();
  return lines;
}

}  // namespace seep
