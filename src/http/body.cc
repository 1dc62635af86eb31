#include "http/body.h"

#include <algorithm>

#include "http/characters.h"
#include "http/field_line.h"
#include "http/line_reader.h"

namespace seep {
namespace {

// The value of a hex digit, or -1.
int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr size_t kSizeDigitsMax = 16;
constexpr uint64_t kChunkBytesMax = uint64_t{1} << 63;  // exclusive: a size fits a signed 64-bit

}  // namespace

void BodyDecoder::Start(const MessageHead& head, const Limits& limits) {
  Start(head.framing, head.content_length, limits);
}

void BodyDecoder::Start(Framing framing, uint64_t content_length, const Limits& limits) {
  limits_ = limits;
  error_ = ParseError::kNone;
  payload_bytes_ = 0;
  trailer_count_ = 0;
  left_ = 0;
  switch (framing) {
    case Framing::kNone:
      state_ = State::kDone;
      break;
    case Framing::kLength:
      left_ = content_length;
      state_ = content_length == 0 ? State::kDone : State::kLength;
      break;
    case Framing::kChunked:
      state_ = State::kChunkSize;
      break;
    case Framing::kUntilClose:
      state_ = State::kUntilClose;
      break;
  }
}

BodyStep BodyDecoder::Next(std::string_view bytes) {
  BodyStep step;
  while (true) {
    const std::string_view rest = bytes.substr(step.consumed);
    size_t used = 0;
    switch (state_) {
      case State::kDone:
        step.status = BodyStatus::kDone;
        return step;
      case State::kFailed:
        step.status = BodyStatus::kFailed;
        return step;
      case State::kLength:
      case State::kUntilClose:
      case State::kChunkData:
        step.data = Payload(rest);
        step.consumed += step.data.size();
        if (state_ == State::kDone)
          step.status = BodyStatus::kDone;
        else if (step.consumed < bytes.size())
          step.status = BodyStatus::kMore;
        return step;
      case State::kChunkSize:
        used = ChunkSize(rest);
        break;
      case State::kChunkCrlf:
        used = ChunkCrlf(rest);
        break;
      case State::kTrailers:
        used = Trailers(rest);
        break;
    }
    if (used == 0 && state_ != State::kFailed) return step;
    step.consumed += used;
  }
}

bool BodyDecoder::Finish() {
  if (state_ == State::kUntilClose) state_ = State::kDone;
  if (state_ == State::kDone) return true;
  if (state_ != State::kFailed) Fail(ParseError::kTruncated);
  return false;
}

std::string_view BodyDecoder::Payload(std::string_view bytes) {
  std::string_view data = bytes;
  if (state_ != State::kUntilClose) {
    data = bytes.substr(0, static_cast<size_t>(std::min<uint64_t>(bytes.size(), left_)));
    left_ -= data.size();
    if (left_ == 0) state_ = state_ == State::kLength ? State::kDone : State::kChunkCrlf;
  }
  payload_bytes_ += data.size();
  return data;
}

// chunk-size [ chunk-ext ] CRLF (RFC 9112 §7.1). Read from the left, so that what is wrong fails
// with its first wrong byte; extensions are looked at only for bytes that must not be there.
size_t BodyDecoder::ChunkSize(std::string_view bytes) {
  const bool whole = bytes.size() >= limits_.chunk_line_bytes_max;
  bytes = bytes.substr(0, limits_.chunk_line_bytes_max);
  uint64_t size = 0;
  size_t at = 0;
  for (; at < bytes.size(); ++at) {
    const int digit = HexDigit(bytes[at]);
    if (digit < 0) break;
    if (at == kSizeDigitsMax) return Fail(ParseError::kChunk);
    size = size << 4 | static_cast<uint64_t>(digit);
  }
  if (size >= kChunkBytesMax || (at == 0 && !bytes.empty())) return Fail(ParseError::kChunk);
  while (at < bytes.size() && IsBlank(bytes[at])) ++at;
  // Blanks are allowed only before the semicolon of an extension.
  const bool ends_here = at < bytes.size() && bytes[at] == '\r' && !IsBlank(bytes[at - 1]);
  if (at < bytes.size() && bytes[at] != ';' && !ends_here) return Fail(ParseError::kChunk);
  while (at < bytes.size() && kTextCharacters.Has(bytes[at])) ++at;
  if (at < bytes.size() && bytes[at] != '\r') return Fail(ParseError::kChunk);
  if (at + 1 < bytes.size() && bytes[at + 1] != '\n') return Fail(ParseError::kChunk);
  if (at + 2 > bytes.size()) return whole ? Fail(ParseError::kChunk) : 0;
  left_ = size;
  state_ = size == 0 ? State::kTrailers : State::kChunkData;
  return at + 2;
}

size_t BodyDecoder::ChunkCrlf(std::string_view bytes) {
  constexpr std::string_view kEnd = "\r\n";
  const size_t known = std::min(bytes.size(), kEnd.size());
  if (bytes.substr(0, known) != kEnd.substr(0, known)) return Fail(ParseError::kChunk);
  if (known < kEnd.size()) return 0;
  state_ = State::kChunkSize;
  return known;
}

size_t BodyDecoder::Trailers(std::string_view bytes) {
  const bool whole = bytes.size() >= limits_.trailer_bytes_max;
  bytes = bytes.substr(0, limits_.trailer_bytes_max);
  // From the start every time: the bytes may have moved, and trailers are rare and bounded.
  trailer_count_ = 0;
  LineReader lines;
  std::string_view line;
  while (true) {
    const ParseStatus status = lines.Next(bytes, line);
    if (status == ParseStatus::kNeedMore) return whole ? Fail(ParseError::kTrailer) : 0;
    if (status == ParseStatus::kFailed) return Fail(ParseError::kTrailer);
    if (line.empty()) break;
    if (trailer_count_ == kTrailersCapacity) return Fail(ParseError::kTrailer);
    if (ParseFieldLine(line, trailers_[trailer_count_]) != ParseError::kNone)
      return Fail(ParseError::kTrailer);
    ++trailer_count_;
  }
  state_ = State::kDone;
  return lines.offset();
}

size_t BodyDecoder::Fail(ParseError error) {
  error_ = error;
  state_ = State::kFailed;
  trailer_count_ = 0;
  return 0;
}

}  // namespace seep
