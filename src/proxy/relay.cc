#include "proxy/relay.h"

#include <array>
#include <utility>

#include "proxy/trailers.h"

namespace sluice {

using seep::BodyStatus;
using seep::BodyStep;
using seep::Framing;

namespace {

// A chunk's line, its end and the last chunk go around the pieces of the body.
constexpr size_t kFramingParts = 3;
// Servers send one or two (Server-Timing, a digest); others are left out, as RFC 9110 §6.5.1
// allows.
constexpr size_t kTrailersMax = 4;
constexpr size_t kTrailerParts = 2;

}  // namespace

void Relay::Start(std::string_view head, Framing from, uint64_t content_length, Framing to,
                  bool trailers) {
  trailers_ = trailers;
  head_ = head;
  from_ = from;
  to_ = to;
  content_length_ = content_length;
  Restart();
}

void Relay::Restart() {
  body_.Start(from_, content_length_);
  out_.Clear();
  out_.Add(head_);
  taken_bytes_ = 0;
  sent_bytes_ = 0;
  sealed_ = ended_ = done_ = consumed_ = waits_for_source_ = false;
}

RelayStatus Relay::Pump(Source& from, Sink& to, unsigned& reads) {
  while (!done_) {
    if (!sealed_) Collect(from.view());
    if (!out_.empty()) {
      const IoStatus status = out_.WriteTo(to, sent_bytes_);
      waits_for_source_ = false;
      if (status == IoStatus::kAgain) return RelayStatus::kBlocked;
      if (status != IoStatus::kDone) return RelayStatus::kSinkFailed;
    }
    if (taken_bytes_ > 0) {
      consumed_ = true;
      from.Consume(taken_bytes_);
      taken_bytes_ = 0;
    }
    const bool sent = std::exchange(sealed_, false);
    done_ = ended_;
    if (done_ || sent) continue;
    const RelayStatus status = Receive(from, reads);
    if (status != RelayStatus::kDone) return status;
  }
  return RelayStatus::kDone;
}

RelayStatus Relay::Pump(Sink& to) {
  class Nothing final : public Source {
    std::string_view view() const override { return {}; }
    void Consume(size_t) override {}
    FillStatus Fill() override { return FillStatus::kClosed; }
    void Rest() override {}
  } nothing;
  unsigned reads = 1;
  return Pump(nothing, to, reads);
}

bool Relay::Abandon(Source& from) {
  from.Consume(taken_bytes_);
  taken_bytes_ = 0;
  out_.Clear();
  return body_.done();
}

// Puts what the source holds of the body into out_, as one chunk where the body is chunked.
void Relay::Collect(std::string_view bytes) {
  std::array<std::string_view, Gather::kPartsMax> pieces;
  size_t count = 0;
  uint64_t total = 0;
  const size_t room = out_.room() - kFramingParts - (trailers_ ? kTrailersMax * kTrailerParts : 0);
  ended_ = body_.done();
  while (!ended_ && count < room && body_.error() == seep::ParseError::kNone) {
    const BodyStep step = body_.Next(bytes.substr(taken_bytes_));
    taken_bytes_ += step.consumed;
    if (!step.data.empty()) {
      pieces[count++] = step.data;
      total += step.data.size();
    }
    ended_ = step.status == BodyStatus::kDone;
    if (step.status == BodyStatus::kNeedMore) break;
  }
  if (to_ == Framing::kChunked && total > 0) WriteChunkLine(total);
  for (size_t i = 0; i < count; ++i) out_.Add(pieces[i]);
  if (to_ == Framing::kChunked && total > 0) out_.Add(seep::kChunkEnd);
  if (ended_) CollectEnd();
  sealed_ = !out_.empty();
}

void Relay::CollectEnd() {
  if (to_ != Framing::kChunked) return;
  if (!trailers_ || body_.trailers().empty()) return out_.Add(seep::kLastChunk);
  // The last chunk's line goes before them, and its end behind them.
  out_.Add(seep::kLastChunk.substr(0, seep::kLastChunk.size() - seep::kChunkEnd.size()));
  size_t count = 0;
  for (const seep::Field& field : body_.trailers()) {
    if (!MayBeTrailer(field.name) || ++count > kTrailersMax) continue;
    // As it was received: from the name to the value's end.
    const char* const end = field.value.data() + field.value.size();
    out_.Add({field.name.data(), static_cast<size_t>(end - field.name.data())});
    out_.Add(seep::kChunkEnd);
  }
  out_.Add(seep::kChunkEnd);
}

void Relay::WriteChunkLine(uint64_t chunk_bytes) {
  const size_t size =
      seep::WriteChunkLine(std::span<char, seep::kChunkLineBytesMax>(chunk_line_), chunk_bytes);
  out_.Add({chunk_line_, size});
}

// kDone means that there is something new to collect or to send.
RelayStatus Relay::Receive(Source& from, unsigned& reads) {
  if (body_.error() != seep::ParseError::kNone) return RelayStatus::kSourceBroken;
  if (reads == 0) return RelayStatus::kBusy;
  switch (from.Fill()) {
    case FillStatus::kDone:
      --reads;
      return RelayStatus::kDone;
    case FillStatus::kAgain:
      waits_for_source_ = true;
      from.Rest();
      return RelayStatus::kBlocked;
    case FillStatus::kNoMemory:
      return RelayStatus::kNoMemory;
    case FillStatus::kFull:  // no part of the framing is that long
      return RelayStatus::kSourceBroken;
    case FillStatus::kClosed:
      if (body_.Finish()) {
        ended_ = true;
        CollectEnd();
        sealed_ = true;
        return RelayStatus::kDone;
      }
      return RelayStatus::kSourceClosed;
    case FillStatus::kFailed:
      break;
  }
  return RelayStatus::kSourceClosed;
}

}  // namespace sluice
