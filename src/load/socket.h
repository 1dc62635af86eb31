#pragma once
// Non-blocking stream sockets: the calls of one request, each with a small result. Nothing throws,
// nothing raises SIGPIPE.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/address.h"
#include "base/fd.h"

namespace seep {

enum class IoStatus : uint8_t {
  kDone,    // `bytes` of them
  kAgain,   // nothing now: wait for the poller
  kClosed,  // the peer has sent its last byte
  kFailed,  // sys_errno
};

struct IoResult {
  IoStatus status = IoStatus::kAgain;
  size_t bytes = 0;
  int sys_errno = 0;
};

// Begins to connect, with TCP_NODELAY, and a receive buffer of so many bytes unless that is 0. On 0
// `out` is connecting or connected: the poller says writable when it is decided, and ConnectError
// how. Else an errno; EAGAIN: a Unix socket whose backlog is full (connect(2)).
int StartConnect(const SocketAddress& address, int receive_buffer, UniqueFd& out);
int ConnectError(int fd);  // 0 when connected

// Closing will send RST and discard what was not sent (SO_LINGER of 0 seconds, socket(7)).
void ResetOnClose(int fd);

// What was sent is sent, and no more will be (shutdown(2), SHUT_WR).
void CloseSending(int fd);

// What has been received is acknowledged now (TCP_QUICKACK, tcp(7)).
void AcknowledgeNow(int fd);

IoResult Send(int fd, std::string_view bytes);
IoResult Receive(int fd, std::span<char> room);  // room is not empty

}  // namespace seep
