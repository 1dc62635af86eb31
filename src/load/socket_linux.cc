#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

#include "load/socket.h"

namespace seep {
namespace {

IoResult Failed(int sys_errno) {
  if (sys_errno == EAGAIN || sys_errno == EWOULDBLOCK) return {IoStatus::kAgain};
  return {IoStatus::kFailed, 0, sys_errno};
}

}  // namespace

int StartConnect(const SocketAddress& address, int receive_buffer, UniqueFd& out) {
  const int family = address.storage.ss_family;
  UniqueFd fd(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return errno;
  if (family != AF_UNIX) {
    const int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  if (receive_buffer > 0) {
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  // The sockets API takes every address family through this one cast (socket(7)).
  const auto* any = reinterpret_cast<const sockaddr*>(&address.storage);
  if (::connect(fd.get(), any, address.bytes) != 0 && errno != EINPROGRESS && errno != EINTR)
    return errno;
  out = std::move(fd);
  return 0;
}

int ConnectError(int fd) {
  int error = 0;
  socklen_t bytes = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &bytes) != 0) return errno;
  return error;
}

void ResetOnClose(int fd) {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void CloseSending(int fd) { ::shutdown(fd, SHUT_WR); }

void AcknowledgeNow(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

IoResult Send(int fd, std::string_view bytes) {
  for (;;) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) return {IoStatus::kDone, static_cast<size_t>(sent)};
    if (errno != EINTR) return Failed(errno);
  }
}

IoResult Receive(int fd, std::span<char> room) {
  for (;;) {
    const ssize_t received = ::recv(fd, room.data(), room.size(), 0);
    if (received > 0) return {IoStatus::kDone, static_cast<size_t>(received)};
    if (received == 0) return {IoStatus::kClosed};
    if (errno != EINTR) return Failed(errno);
  }
}

}  // namespace seep
