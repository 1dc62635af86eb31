#pragma once
// Incremental parsers for HTTP/1.1 and 1.0 heads (RFC 9112 §2–5). Strict where laxity is a hole: no
// bare LF or CR, no space before the colon, no obs-fold, one framing, a limit on every part.
//
//   RequestParser parser;
//   for (;;) {
//     switch (parser.Parse(bytes received since the message began)) {
//       case ParseStatus::kDone:     parser.head(), then the body from parser.head_bytes() on
//       case ParseStatus::kNeedMore: receive more behind the same bytes (they may move in memory)
//       case ParseStatus::kFailed:   parser.error()
//     }
//   }
//
// The views in head() point into the buffer of the last Parse call and live as long as its bytes
// stay put. Bytes already scanned are not scanned again. Not thread-safe; nothing is allocated.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/message.h"

namespace seep {

enum class ParseStatus : uint8_t { kDone, kNeedMore, kFailed };

// Finds the end of a head, line by line, and fails at the first line end that is not CRLF.
class HeadScanner {
 public:
  // Scans what is new in `bytes`. On kDone, end() is the offset behind the empty line.
  ParseStatus Scan(std::string_view bytes, const Limits& limits);
  void Reset() { *this = HeadScanner(); }
  size_t begin() const {
    return begin_;
  }  // offset of the start line: empty lines before it are skipped (§2.2)
  size_t end() const { return end_; }
  ParseError error() const { return error_; }

 private:
  size_t begin_ = 0;
  size_t line_ = 0;  // offset of the line being looked at
  size_t seen_ = 0;  // no line feed before this offset is unknown
  size_t end_ = 0;
  ParseError error_ = ParseError::kNone;
};

class RequestParser {
 public:
  explicit RequestParser(const Limits& limits = {}) : limits_(limits) {}
  ParseStatus Parse(std::string_view bytes);
  void Reset();  // for the next message

  const RequestHead& head() const { return head_; }
  size_t head_bytes() const { return scanner_.end(); }
  ParseError error() const { return error_; }
  // True once a byte of a request (other than empty lines) has been seen.
  bool started() const { return started_; }

 private:
  Limits limits_;
  HeadScanner scanner_;
  RequestHead head_;
  ParseError error_ = ParseError::kNone;
  bool started_ = false;
};

class ResponseParser {
 public:
  explicit ResponseParser(const Limits& limits = {}) : limits_(limits) {}
  // What the request was decides the response's framing: HEAD has no body, CONNECT's 2xx neither
  // (§6.3).
  void set_request_method(std::string_view method);
  ParseStatus Parse(std::string_view bytes);
  // For the next message on the connection, as after a 1xx; keeps the request method.
  void Reset();

  const ResponseHead& head() const { return head_; }
  size_t head_bytes() const { return scanner_.end(); }
  ParseError error() const { return error_; }

 private:
  enum class RequestKind : uint8_t { kOther, kHead, kConnect };
  Limits limits_;
  HeadScanner scanner_;
  ResponseHead head_;
  ParseError error_ = ParseError::kNone;
  RequestKind request_ = RequestKind::kOther;
};

}  // namespace seep
