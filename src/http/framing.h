#pragma once
// What the fields of a head say about framing and the connection, gathered while they are parsed.

#include <cstddef>
#include <cstdint>

#include "http/message.h"

namespace seep {

struct FramingFacts {
  bool close = false;       // Connection: close
  bool keep_alive = false;  // Connection: keep-alive
  bool expect_continue = false;
  bool has_transfer_encoding = false;
  bool has_unknown_coding = false;
  bool ends_chunked = false;  // the last of all codings
  uint8_t chunked_count = 0;  // at most 2: once is right, more is wrong
  bool has_content_length = false;
  uint64_t content_length = 0;
  uint8_t host_count = 0;  // at most 2
  size_t host_index = 0;   // of the first Host among the fields

  // Takes note of the field with that index. kNone or kContentLength.
  ParseError Note(const Field& field, size_t index);
};

// Sets what both kinds of head derive in the same way: content_length, framing (kChunked, kLength
// or kNone) and keep_alive, from head.version_minor and the facts. kNone, kTransferEncoding or
// kTransferCodingUnknown (RFC 9112 §6.1, §6.3, §9.3).
ParseError DeriveFraming(const FramingFacts& facts, MessageHead& head);

}  // namespace seep
