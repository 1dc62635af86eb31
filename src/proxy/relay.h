#pragma once
// One direction of a message: its head, then its body from a source to a sink. Asks for no more
// while what there is has not been taken: that is the back-pressure.

#include <cstdint>
#include <string_view>

#include "http/body.h"
#include "http/writer.h"
#include "proxy/gather.h"
#include "proxy/source.h"

namespace sluice {

enum class RelayStatus : uint8_t {
  kDone,          // all is sent
  kBlocked,       // one side is not ready; an event will tell
  kBusy,          // the turn is used up; both sides may be ready
  kNoMemory,      // for what the source has
  kSourceClosed,  // closed or reset in the middle of the body
  kSourceBroken,  // sent what is no body: error() of the decoder
  kSinkFailed,    // does not take it
};

class Relay {
 public:
  // `head` goes out first and has to stay put until the relay is done. The body begins where the
  // source given to Pump is; it is decoded by `from` and written anew as `to`. `trailers`: those
  // that may stand behind it are passed on, the first few of them.
  void Start(std::string_view head, seep::Framing from, uint64_t content_length, seep::Framing to,
             bool trailers = false);
  // The same once more, to another connection. Requires replayable().
  void Restart();

  // Moves what can be moved. Has the source filled at most `reads` times and counts it down.
  RelayStatus Pump(Source& from, Sink& to, unsigned& reads);
  // Of a message that has no body.
  RelayStatus Pump(Sink& to);

  // Gives up sending. Drops what was collected; true if the body has been received to its end, so
  // that what follows in the source is the next message.
  bool Abandon(Source& from);

  bool done() const { return done_; }
  bool received() const { return body_.done(); }  // the body, to its end
  bool head_sent() const { return sent_bytes_ >= head_.size(); }
  bool waits_for_source() const { return waits_for_source_; }
  // Nothing of the body has left the source.
  bool replayable() const { return !consumed_; }
  uint64_t sent_bytes() const { return sent_bytes_; }  // head, body and chunk framing
  uint64_t body_bytes() const { return body_.payload_bytes(); }

 private:
  void Collect(std::string_view bytes);
  void CollectEnd();
  void WriteChunkLine(uint64_t chunk_bytes);
  RelayStatus Receive(Source& from, unsigned& reads);

  std::string_view head_;
  seep::Framing from_ = seep::Framing::kNone;
  seep::Framing to_ = seep::Framing::kNone;
  uint64_t content_length_ = 0;
  bool trailers_ = false;
  seep::BodyDecoder body_;
  Gather out_;
  size_t taken_bytes_ = 0;  // of the source: in out_, to be consumed once that is sent
  uint64_t sent_bytes_ = 0;
  bool sealed_ = false;  // out_ is complete and being sent
  bool ended_ = false;   // the end of the body is in out_
  bool done_ = false;
  bool consumed_ = false;
  bool waits_for_source_ = false;
  char chunk_line_[seep::kChunkLineBytesMax];
};

}  // namespace sluice
