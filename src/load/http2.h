#pragma once
// The client's side of an HTTP/2 connection (RFC 9113), by nghttp2: bytes in, bytes out, no socket.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "load/http2_request.h"
#include "load/validators.h"

namespace seep {

// How a request ended.
enum class StreamEnd : uint8_t {
  kAnswered,     // a whole answer
  kUnprocessed,  // the server has not looked at it, so it may be sent again (RFC 9113 §8.7)
  kReset,        // by the server
  kBroken,       // its answer breaks the rules
};

struct EndedStream {
  uint32_t slot = 0;  // as submitted
  StreamEnd end = StreamEnd::kAnswered;
  uint16_t status = 0;         // 100 to 599; 0: another number, or no head came
  uint32_t code = 0;           // unless it was answered: an error code of RFC 9113 §7
  Validators validators = {};  // where they are wanted
  std::vector<std::string> set_cookies = {};  // the values of its Set-Cookie fields
};

std::string_view Http2ErrorName(uint32_t code);  // "REFUSED_STREAM", …

struct Http2Options {
  uint32_t slots = 1;       // requests under way at once
  bool padded = false;      // HEADERS and DATA with as much padding as goes, DATA in small pieces
  bool narrow = false;      // the windows that there are without asking, for who reads slowly
  bool validators = false;  // are wanted
};

class Http2Session {
 public:
  explicit Http2Session(const Http2Options& options);
  Http2Session(const Http2Session&) = delete;
  Http2Session& operator=(const Http2Session&) = delete;
  ~Http2Session();

  // False once the server wants no more (GOAWAY), or the connection has failed.
  bool TakesRequests() const;
  // So many may be under way at once: 1 until the server has said what it allows, since it may
  // refuse what is more.
  uint32_t Allowed() const;
  // `slot` is free: below Http2Options::slots, and what it was given has ended. `request` lives
  // until it ends, or its slot is cancelled. Needs TakesRequests().
  void Submit(uint32_t slot, const Http2Request& request);
  void Cancel(uint32_t slot);  // it is not heard of again
  void Goaway();               // the last that is sent

  // What is to be sent now, as far as memory goes; more once that is. Valid until Sent or Receive.
  std::string_view ToSend();
  void Sent(size_t bytes);  // of ToSend()
  void Receive(std::string_view bytes);

  // Of all Receives since the last call; valid until the next one, or until Receive.
  std::span<const EndedStream> TakeEnded();
  uint64_t TakeBodyBytes();       // received since the last call
  uint64_t answer_bytes() const;  // of heads and bodies of answers, frames' heads included
  // Why the connection has failed, in words; empty: it has not.
  const std::string& error() const;

 private:
  struct State;  // nghttp2's
  std::unique_ptr<State> state_;
};

}  // namespace seep
