#pragma once
// Incremental body framing (RFC 9112 §6–7): Content-Length, chunked with trailers, until close.
// Zero-copy.
//
//   BodyDecoder body; body.Start(head, limits);
//   while (!body.done()) {
//     const BodyStep step = body.Next(bytes not consumed yet);
//     use step.data; drop step.consumed bytes from the front
//     if (step.status == kNeedMore) receive more *behind* what was left over (it may move in
//     memory)
//   }
//
// A chunk's size line and the trailer section are consumed only once they are whole, so the
// caller's buffer has to hold Limits::chunk_line_bytes_max and Limits::trailer_bytes_max bytes.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "http/message.h"

namespace seep {

enum class BodyStatus : uint8_t {
  kMore,      // call Next again with the rest
  kNeedMore,  // all that could be used is used: receive more
  kDone,      // the body has ended; what follows belongs to the next message
  kFailed,    // error()
};

struct BodyStep {
  BodyStatus status = BodyStatus::kNeedMore;
  size_t consumed = 0;      // bytes of the input that are dealt with; data lies inside them
  std::string_view data{};  // payload, possibly empty
};

class BodyDecoder {
 public:
  // Starts on the body of a message. With Framing::kNone, and a length of 0, it is done at once.
  void Start(const MessageHead& head, const Limits& limits = {});
  void Start(Framing framing, uint64_t content_length, const Limits& limits = {});

  BodyStep Next(std::string_view bytes);
  // The peer has closed. True if that is a proper end: framing until close, or already done. Else
  // error() is kTruncated.
  bool Finish();

  bool done() const { return state_ == State::kDone; }
  ParseError error() const { return error_; }
  uint64_t payload_bytes() const { return payload_bytes_; }  // so far
  // Trailer fields; views into the input of the Next call that returned kDone.
  std::span<const Field> trailers() const { return {trailers_.data(), trailer_count_}; }

 private:
  enum class State : uint8_t {
    kDone,
    kLength,
    kUntilClose,
    kChunkSize,
    kChunkData,
    kChunkCrlf,
    kTrailers,
    kFailed
  };
  static constexpr size_t kTrailersCapacity = 16;

  // Each deals with the front of `bytes` and returns how many bytes that took; 0 when more are
  // needed, or after a failure.
  size_t ChunkSize(std::string_view bytes);
  size_t ChunkCrlf(std::string_view bytes);
  size_t Trailers(std::string_view bytes);
  std::string_view Payload(std::string_view bytes);
  size_t Fail(ParseError error);

  State state_ = State::kDone;
  ParseError error_ = ParseError::kNone;
  uint64_t left_ = 0;  // of the body (kLength) or of the chunk
  uint64_t payload_bytes_ = 0;
  Limits limits_;
  size_t trailer_count_ = 0;
  std::array<Field, kTrailersCapacity> trailers_;
};

}  // namespace seep
