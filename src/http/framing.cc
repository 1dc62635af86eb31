#include "http/framing.h"

#include "http/characters.h"

namespace seep {
namespace {

constexpr uint64_t kLengthMax = uint64_t{1} << 63;  // exclusive: a length fits a signed 64-bit

// 1*DIGIT below 2^63 (RFC 9110 §8.6).
bool ParseLength(std::string_view text, uint64_t& length) {
  if (text.empty() || !kDigits.HasAll(text)) return false;
  length = 0;
  for (const char c : text) {
    const uint64_t digit = static_cast<uint64_t>(c - '0');
    if (length > (kLengthMax - 1 - digit) / 10) return false;
    length = length * 10 + digit;
  }
  return true;
}

// A list of equal lengths counts as one (RFC 9110 §8.6). An empty element is no length, so the
// lenient ForEachListElement is not for this.
ParseError NoteContentLength(std::string_view value, FramingFacts& facts) {
  while (true) {
    const size_t comma = value.find(',');
    std::string_view element = value.substr(0, comma);
    while (!element.empty() && IsBlank(element.front())) element.remove_prefix(1);
    while (!element.empty() && IsBlank(element.back())) element.remove_suffix(1);
    uint64_t length = 0;
    if (!ParseLength(element, length)) return ParseError::kContentLength;
    if (facts.has_content_length && facts.content_length != length)
      return ParseError::kContentLength;
    facts.has_content_length = true;
    facts.content_length = length;
    if (comma == std::string_view::npos) return ParseError::kNone;
    value.remove_prefix(comma + 1);
  }
}

void NoteTransferEncoding(std::string_view value, FramingFacts& facts) {
  facts.has_transfer_encoding = true;
  ForEachListElement(value, [&](std::string_view coding) {
    facts.ends_chunked = EqualsIgnoreCase(coding, "chunked");
    if (!facts.ends_chunked)
      facts.has_unknown_coding = true;
    else if (facts.chunked_count < 2)
      ++facts.chunked_count;
  });
}

void NoteConnection(std::string_view value, FramingFacts& facts) {
  ForEachListElement(value, [&](std::string_view option) {
    if (EqualsIgnoreCase(option, "close")) facts.close = true;
    if (EqualsIgnoreCase(option, "keep-alive")) facts.keep_alive = true;
  });
}

// `known` is in lower case. Most names of the same length differ in the first letter.
bool Is(std::string_view name, std::string_view known) {
  return (name.front() | 0x20) == known.front() && EqualsIgnoreCase(name, known);
}

}  // namespace

ParseError FramingFacts::Note(const Field& field, size_t index) {
  switch (field.name.size()) {
    case 4:
      if (!Is(field.name, "host")) break;
      if (host_count == 0) host_index = index;
      if (host_count < 2) ++host_count;
      break;
    case 6:
      if (!Is(field.name, "expect")) break;
      ForEachListElement(field.value, [this](std::string_view expectation) {
        if (EqualsIgnoreCase(expectation, "100-continue")) expect_continue = true;
      });
      break;
    case 10:
      if (Is(field.name, "connection")) NoteConnection(field.value, *this);
      break;
    case 14:
      if (Is(field.name, "content-length")) return NoteContentLength(field.value, *this);
      break;
    case 17:
      if (Is(field.name, "transfer-encoding")) NoteTransferEncoding(field.value, *this);
      break;
    default:
      break;
  }
  return ParseError::kNone;
}

ParseError DeriveFraming(const FramingFacts& facts, MessageHead& head) {
  head.has_content_length = facts.has_content_length;
  head.content_length = facts.content_length;
  head.keep_alive = !facts.close && (head.version_minor >= 1 || facts.keep_alive);
  head.framing = facts.has_content_length ? Framing::kLength : Framing::kNone;
  if (!facts.has_transfer_encoding) return ParseError::kNone;

  // Where RFC 9112 §6.1 lets a recipient choose, the message is refused: whoever sent both
  // framings, or chunked in HTTP/1.0, may count on somebody else reading it the other way.
  if (facts.has_content_length || head.version_minor == 0) return ParseError::kTransferEncoding;
  // Without chunked at its end nobody can tell where a request ends (§6.3).
  if (!facts.ends_chunked) return ParseError::kTransferEncoding;
  if (facts.has_unknown_coding) return ParseError::kTransferCodingUnknown;
  if (facts.chunked_count != 1) return ParseError::kTransferEncoding;
  head.framing = Framing::kChunked;
  return ParseError::kNone;
}

}  // namespace seep
