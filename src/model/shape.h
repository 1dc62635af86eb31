#pragma once
// A traffic shape: what a client does with a connection, as a flat value that the load generator
// interprets. load/shapes.h has the named ones.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace seep {

// Where the client stops sending.
enum class CutAt : uint8_t {
  kNowhere,
  kConnect,      // nothing is sent
  kRequestLine,  // in the middle of it
  kHeaders,      // in the middle of them
  kBody,         // Shape::cut_bytes into it
};

// Whether a client says that it takes compressed answers, where the user's request does not speak
// of it (RFC 9110 §12.5.3). Browsers always do.
enum class Compression : uint8_t { kNotAsked, kEverySecond, kAsked };

// What the client waits for when it has sent what it sends.
enum class WaitFor : uint8_t {
  kAnswer,   // the whole of it, of each request sent
  kNothing,  // it ends the operation at once
  kBytes,    // Shape::wait_bytes of the answer
};

// How the client ends a connection that it does not use again.
enum class Ending : uint8_t {
  kServerFirst,  // it waits for the server to close, which has said that it will
  kFin,
  kReset,
  kHalfClose,  // it closes its sending side and reads until the server closes
  kSilence,    // it keeps the connection open for Shape::hold, sends nothing, and resets it
};

// Where a client gives up a TLS handshake.
enum class TlsCut : uint8_t {
  kNowhere,
  kInHello,  // in the middle of its ClientHello
  kHello,    // behind it; the answer is not read
};

// What a client does otherwise with TLS.
struct TlsShape {
  TlsCut cut = TlsCut::kNowhere;
  bool reject = false;    // whatever the certificate, with an alert
  bool resume = true;     // sessions, if the user's request does
  bool plain = false;     // no TLS at all
  std::string alpn = {};  // offered instead
  std::string sni = {};   // sent instead
};

// What a client does with HTTP/2's frames that a plain one does not (RFC 9113): on a connection of
// its own, whose bytes are rendered once.
enum class Http2Abuse : uint8_t {
  kNone,
  kRapidReset,      // streams that are opened and reset at once
  kGoaway,          // a stream opened and reset, then GOAWAY
  kSplitHeaders,    // HEADERS and CONTINUATION that do not come to their end
  kBadPriority,     // a stream that depends on itself, PRIORITY too short, and others, in turn
  kBadFlags,        // flags that there are not, padding longer than its frame, and others, in turn
  kWindowOverflow,  // windows beyond 2^31 - 1
  kSettingsFlood,
  kPingFlood,
  kHalfOpen,     // streams whose bodies never come
  kZeroWindow,   // a window of 0 for the answer
  kPartialPing,  // a PING that does not come to its end
  kResetFirst,   // RST_STREAM for streams that were not opened
};

// How a body is framed (RFC 9112 §6).
enum class BodyFraming : uint8_t { kLength, kChunked, kChunkedTrailers };

struct Shape {
  std::string name = "keep-alive";

  // The message: over what the user's request says.
  std::string method = {};  // empty: the request's
  std::vector<std::pair<std::string, std::string>> headers = {};
  size_t upload_bytes = 0;  // of body, where the request has none
  BodyFraming framing = BodyFraming::kLength;
  bool http10 = false;
  bool malformed = false;          // one after another of a set of requests that are none
  bool unique_url = false;         // another query each time
  std::string unique_header = {};  // a field with another value each time
  uint32_t pipeline = 1;           // requests sent at once
  Compression compression = Compression::kNotAsked;
  size_t chunk_line_bytes = 0;  // of an extension to the first chunk's size; chunked bodies only
  // The status, interim ones too, of a server that does what is asked; 0: any. Of 304, validators
  // are taken from the first answer that has some.
  uint16_t expects = 0;

  // The connection.
  bool reuse = true;            // for the next operation, if the server keeps it
  bool stays_open = false;      // from one round to the next
  uint32_t per_connection = 0;  // operations, then it is closed; 0: as many as the server allows
  CutAt cut = CutAt::kNowhere;
  size_t cut_bytes = 0;
  bool body_waits = false;  // for a byte of the answer, as after Expect, or for `hold`
  size_t send_piece = 0;    // bytes sent each kPiecePause; 0: all at once
  size_t read_piece = 0;    // bytes read each kPiecePause; 0: all there are
  WaitFor wait = WaitFor::kAnswer;
  size_t wait_bytes = 0;
  bool leaves_in_answer = false;  // when `hold` is over, though part of the answer has come
  Ending ending = Ending::kServerFirst;
  bool upgrade = false;   // 101 is an answer
  uint32_t messages = 0;  // WebSocket messages that follow it
  bool needs_tls = false;
  TlsShape tls = {};
  bool needs_http2 = false;
  Http2Abuse http2 = Http2Abuse::kNone;
  uint32_t frames = 1;  // or streams, of an abuse of many
  bool padded = false;  // HTTP/2: HEADERS and DATA, the latter in small pieces
  // What comes of it is recorded, not judged: the server may refuse, close or say nothing.
  bool abusive = false;
  milliseconds hold{50};  // how long an abusive client waits
};

inline constexpr milliseconds kPiecePause{5};

}  // namespace seep
