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
// stay put. Each line is parsed once, when its end is in; an error shows with the first line that
// has one, and does not depend on how the bytes were cut. Not thread-safe; nothing is allocated.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/head_reader.h"
#include "http/line_reader.h"
#include "http/message.h"

namespace seep {

class RequestParser {
 public:
  explicit RequestParser(const Limits& limits = {}) : limits_(limits) {}
  ParseStatus Parse(std::string_view bytes);
  void Reset();  // for the next message

  const RequestHead& head() const { return head_; }
  size_t head_bytes() const { return reader_.offset(); }  // with the empty lines before it
  ParseError error() const { return reader_.error(); }
  // True once a byte of a request (other than empty lines) has been seen.
  bool started() const { return started_; }

 private:
  ParseStatus ParseLines(std::string_view bytes);
  ParseStatus StartLine(std::string_view bytes);
  ParseError RequestLine(std::string_view line);
  ParseError Finish();

  Limits limits_;
  HeadReader reader_;
  RequestHead head_;
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
  size_t head_bytes() const { return reader_.offset(); }
  ParseError error() const { return reader_.error(); }

 private:
  enum class RequestKind : uint8_t { kOther, kHead, kConnect };
  ParseStatus ParseLines(std::string_view bytes);
  ParseStatus StartLine(std::string_view bytes);
  ParseError StatusLine(std::string_view line);
  ParseError Finish();

  Limits limits_;
  HeadReader reader_;
  ResponseHead head_;
  RequestKind request_ = RequestKind::kOther;
};

}  // namespace seep
