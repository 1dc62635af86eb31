#pragma once
// What the parsers of requests and responses share: the lines of a head one by one as they come
// in, its fields, and views that follow the bytes when these move.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/framing.h"
#include "http/line_reader.h"
#include "http/message.h"

namespace seep {

class HeadReader {
 public:
  enum class Phase : uint8_t { kStartLine, kFields, kDone, kFailed };

  Phase phase() const { return phase_; }
  size_t offset() const { return lines_.offset(); }  // of the line to come; at the end, head bytes
  ParseError error() const { return error_; }
  const FramingFacts& facts() const { return facts_; }

  // To be called first with each Parse's bytes. Returns how far, in memory, the bytes have moved
  // since the last call, and moves the views of `head`; the caller moves its own by Moved.
  ptrdiff_t Follow(std::string_view bytes, MessageHead& head);
  // Skips one empty line before a start line (RFC 9112 §2.2). kDone: skipped. kNeedMore: the bytes
  // end before it is known. kFailed: there is a start line, or a line end that is not CRLF (then
  // phase() is kFailed).
  ParseStatus SkipEmptyLine(std::string_view bytes);
  // The start line, without its CRLF. On kDone, the fields are next.
  ParseStatus StartLine(std::string_view bytes, std::string_view& line);
  // All field lines into `head`, with the empty line.
  ParseStatus Fields(std::string_view bytes, const Limits& limits, MessageHead& head);
  ParseStatus Fail(ParseError error);

 private:
  LineReader lines_;
  FramingFacts facts_;
  uintptr_t base_ = 0;  // address of the bytes of the last call
  Phase phase_ = Phase::kStartLine;
  ParseError error_ = ParseError::kNone;
};

// `view`, when the bytes that it points into have moved by `distance`.
inline std::string_view Moved(std::string_view view, ptrdiff_t distance) {
  if (view.data() == nullptr) return view;
  // Through integers: the old bytes may be gone, and arithmetic on their pointers with them.
  const uintptr_t address = reinterpret_cast<uintptr_t>(view.data());
  return {reinterpret_cast<const char*>(address + static_cast<uintptr_t>(distance)), view.size()};
}

// "HTTP/1.0" → 0, "HTTP/1.1" and later minors, which are compatible (RFC 9110 §2.5) → 1. Else
// kVersion or, for another major version, kVersionUnsupported.
ParseError ParseVersion(std::string_view text, uint8_t& version_minor);

}  // namespace seep
