#pragma once
// One connection slot of a worker: a flat record, its buffer inside, used for one socket after the
// other.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/fd.h"
#include "load/answer.h"
#include "load/http2.h"
#include "load/shaped_request.h"
#include "load/tls.h"
#include "load/websocket.h"

namespace seep {

// Room for an answer's head; larger bodies pass through in pieces.
inline constexpr size_t kReceiveBytes = 32 * 1024;

enum class ConnectionState : uint8_t {
  kFinished,    // nothing more to do in this round
  kParked,      // the same, its socket kept open for the next round
  kWaiting,     // for its next request's time
  kBackingOff,  // no socket; after a failed connect, until `since` + kBackoff
  kHeldBack,    // no socket; until the server's accept queue has room
  kConnecting,
  kHandshaking,  // TLS
  kActive,       // a request is under way
  kClosing,      // answered; waiting for the server to close first, for `patience`
  kLeaving,      // given up by plan; reading until the server closes, or silent, for Shape::hold
};

enum class SlotState : uint8_t {
  kFree,
  kToSend,  // as soon as there is a connection
  kUnderWay,
};

// Which request it is of the round's, and so whose.
struct Visit {
  uint64_t number = 0;
  bool has_cookies = false;  // that the visitor was given before
};

// One of the requests that are under way at once on an HTTP/2 connection.
struct StreamSlot {
  SlotState state = SlotState::kFree;
  bool again = false;  // sent once before, on a connection that ended before it was looked at
  const RenderedRequest* request = nullptr;
  Visit visit;
  bool own = false;     // it sends `filled`
  Http2Request filled;  // a request of its own, where each is to be another
  TimePoint since;      // when its time limit began
  TimePoint latency_since;
};

struct Connection {
  explicit Connection(const Limits& limits) : answer(limits) {}

  // Its socket is connected.
  bool IsOpen() const {
    return fd && state != ConnectionState::kConnecting && state != ConnectionState::kBackingOff &&
           state != ConnectionState::kFinished;
  }

  UniqueFd fd;
  std::unique_ptr<TlsSession> tls;  // null: the bytes go as they are
  ConnectionState state = ConnectionState::kFinished;
  bool got_bytes = false;   // of the answer under way
  bool busy = false;        // the server had no room for the connection: it is tried again
  bool unaccepted = false;  // opened, and the server has not shown yet that it has accepted it
  int send_errno = 0;       // sending failed; what the server has sent before may still be read
  const RenderedRequest* request = nullptr;  // under way, or the last one
  size_t address = 0;                        // index of the address it connects to
  std::string_view out;                      // what is sent in this operation
  size_t sent = 0;                           // bytes of it
  size_t may_send = 0;                       // of it by now
  size_t received = 0;                       // bytes in this operation
  uint32_t due = 1;                          // answers
  size_t filled = 0;                         // bytes received and not consumed
  uint64_t answers = 0;                      // on this socket
  TimePoint since;                           // when the state's time limit began
  TimePoint opened;                          // when connecting began
  milliseconds patience{0};                  // for the server to close first
  TimePoint piece_since;                     // when the last piece was sent or read
  TimePoint latency_since;                   // when the request's latency began
  AnswerReader answer;
  Visit visit;                 // of the request under way
  std::string filled_request;  // a request of its own, where each is to be another
  std::unique_ptr<WebSocketExchange> websocket;  // null: the answer is still HTTP

  // HTTP/2, where a session keeps the connection: http2_exchange.cc. Above, `due` are the slots
  // that are not free, and `got_bytes` is of an answer since none was under way.
  std::unique_ptr<Http2Session> http2;  // of an open connection
  std::vector<StreamSlot> slots;
  std::vector<uint32_t> free_slots;
  uint32_t to_send = 0;   // of those that are due, the ones that wait to be
  uint32_t begun = 0;     // requests on this socket
  bool draining = false;  // the server takes no more of them on it
  bool queued = false;    // waits in the worker's queue for a request's time

  std::array<char, kReceiveBytes> buffer;  // not initialised: pages come as they are used
};

}  // namespace seep
