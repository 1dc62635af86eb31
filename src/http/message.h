#pragma once
// HTTP/1 messages as views into the caller's bytes (RFC 9112). No sockets, no allocation.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace seep {

struct Limits {
  size_t head_bytes_max = 64 * 1024;   // start line and fields, with the empty line
  size_t target_bytes_max = 8 * 1024;  // request target
  size_t fields_max = 128;             // at most kFieldsCapacity
  size_t chunk_line_bytes_max = 4096;  // chunk size with extensions
  size_t trailer_bytes_max = 8 * 1024;
};
inline constexpr size_t kFieldsCapacity = 128;

// A field line: name as sent, value without leading and trailing white space (RFC 9110 §5.5).
struct Field {
  std::string_view name;
  std::string_view value;
};

// How the body's end is found (RFC 9112 §6.3).
enum class Framing : uint8_t {
  kNone,        // no body
  kLength,      // Content-Length
  kChunked,     // Transfer-Encoding: chunked
  kUntilClose,  // responses only: until the server closes
};

// What both kinds of head have, and what follows from it.
struct MessageHead {
  uint8_t version_minor = 1;  // HTTP/1.0 or HTTP/1.1
  Framing framing = Framing::kNone;
  uint64_t content_length =
      0;  // for kLength; for other framings the field's value if there was one, else 0
  bool has_content_length = false;
  bool keep_alive = false;  // may the connection be used again after this message (RFC 9112 §9.3)
  size_t field_count = 0;
  std::array<Field, kFieldsCapacity> fields;

  std::span<const Field> Fields() const { return {fields.data(), field_count}; }
  // The first field of that name, compared without case; nullptr if there is none.
  const Field* Find(std::string_view name) const;
};

struct RequestHead : MessageHead {
  std::string_view method;
  std::string_view target;  // as sent: origin-, absolute-, authority- or asterisk-form
  std::string_view host;    // value of Host; empty if it is, or absent as HTTP/1.0 allows
  bool expect_continue = false;
};

struct ResponseHead : MessageHead {
  uint16_t status = 0;      // 100 … 599
  std::string_view reason;  // may be empty
};

enum class ParseError : uint8_t {
  kNone,
  kBareLineFeed,           // LF without CR before it, or CR without LF after it
  kStartLine,              // not a request line or status line
  kMethod,                 // not a token
  kTarget,                 // empty, or with bytes that no target has
  kTargetTooLong,          // 414
  kVersion,                // not HTTP/x.y
  kVersionUnsupported,     // 505
  kHeadTooLarge,           // 431
  kTooManyFields,          // 431
  kFieldName,              // not a token, a space before the colon, no colon
  kFieldValue,             // control characters
  kObsoleteFolding,        // RFC 9112 §5.2
  kHost,                   // missing in HTTP/1.1, twice, or not a host
  kContentLength,          // not digits, overflow, or two that differ
  kTransferEncoding,       // not ending in chunked, in HTTP/1.0, or beside Content-Length
  kTransferCodingUnknown,  // 501
  kChunk,                  // malformed size line, or no CRLF after the data
  kTrailer,
  kTruncated,  // the peer closed in the middle
};
std::string_view Name(ParseError error);  // "bare line feed", … for messages
// The status that a server answers to a request with that error: 400, 414, 431, 501, 505.
uint16_t StatusFor(ParseError error);

// Token characters of RFC 9110 §5.6.2.
bool IsToken(std::string_view text);
// uri-host [ ":" port ], RFC 9110 §7.2, RFC 3986 §3.2.2; or empty, where a target has no authority.
bool IsHost(std::string_view text);
// ASCII, without case.
bool EqualsIgnoreCase(std::string_view a, std::string_view b);
// Calls visit(element) for each non-empty element of a comma-separated list, white space trimmed
// (RFC 9110 §5.6.1).
template <class Visit>
void ForEachListElement(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const size_t comma = list.find(',');
    std::string_view element = list.substr(0, comma);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    while (!element.empty() && (element.front() == ' ' || element.front() == '\t'))
      element.remove_prefix(1);
    while (!element.empty() && (element.back() == ' ' || element.back() == '\t'))
      element.remove_suffix(1);
    if (!element.empty()) visit(element);
  }
}

}  // namespace seep
