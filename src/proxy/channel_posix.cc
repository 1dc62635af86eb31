#include <sys/socket.h>

#include <cerrno>

#include "proxy/channel.h"
#include "proxy/reactor.h"

namespace sluice {

Channel::~Channel() {
  if (reactor_ != nullptr) reactor_->Forget(*this);
}

IoStatus Channel::Read(std::span<char> into, size_t& bytes) {
  if (!flags_.readable) return IoStatus::kAgain;
  if (tls_ != nullptr) {
    const IoStatus status = tls_->Read(into, bytes);
    // A handshake may wait to be able to write: that event, too, runs whoever reads.
    if (status == IoStatus::kAgain && tls_->waits() == TlsStream::Waits::kToRead)
      flags_.readable = false;
    return status;
  }
  ssize_t got;
  do {
    got = ::recv(fd_.get(), into.data(), into.size(), 0);
  } while (got < 0 && errno == EINTR);
  if (got > 0) {
    bytes = static_cast<size_t>(got);
    // A short read has emptied the socket, and what comes later is an event of its own; but no
    // further event announces an end that has been announced already.
    if (bytes < into.size() && !flags_.ended) flags_.readable = false;
    return IoStatus::kDone;
  }
  if (got == 0) return IoStatus::kClosed;
  if (errno != EAGAIN && errno != EWOULDBLOCK) return IoStatus::kFailed;
  flags_.readable = false;
  return IoStatus::kAgain;
}

IoStatus Channel::Write(std::span<const iovec> from, size_t& bytes) {
  if (!flags_.writable) return IoStatus::kAgain;
  if (tls_ != nullptr) {
    const IoStatus status = tls_->Write(from, bytes);
    if (status == IoStatus::kAgain && tls_->waits() == TlsStream::Waits::kToWrite)
      flags_.writable = false;
    return status;
  }
  size_t total = 0;
  for (const iovec& part : from) total += part.iov_len;
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(from.data());  // sendmsg does not write to it
  message.msg_iovlen = from.size();
  ssize_t put;
  do {
    // A single piece is the common request, and cheaper without the kernel's copy of a list.
    put = from.size() == 1 ? ::send(fd_.get(), from[0].iov_base, from[0].iov_len, MSG_NOSIGNAL)
                           : ::sendmsg(fd_.get(), &message, MSG_NOSIGNAL);
  } while (put < 0 && errno == EINTR);
  if (put >= 0) {
    bytes = static_cast<size_t>(put);
    if (bytes < total) flags_.writable = false;
    return IoStatus::kDone;
  }
  if (errno != EAGAIN && errno != EWOULDBLOCK) return IoStatus::kFailed;
  flags_.writable = false;
  return IoStatus::kAgain;
}

bool Channel::IsQuiet() {
  char next = 0;
  if (tls_ != nullptr && tls_->has_pending()) return false;
  if (::recv(fd_.get(), &next, 1, MSG_PEEK | MSG_DONTWAIT) >= 0) return false;
  if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
  flags_.readable = false;
  return true;
}

void Channel::ResetOnClose() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void Channel::ShutdownWrite() {
  SayEnd();
  ::shutdown(fd_.get(), SHUT_WR);
}

void Channel::SayEnd() {
  if (tls_ != nullptr) tls_->CloseNotify();
}

void Channel::Notice(Flags flags) {
  flags_.readable |= flags.readable;
  flags_.writable |= flags.writable;
  flags_.ended |= flags.ended;
  flags_.broken |= flags.broken;
}

}  // namespace sluice
