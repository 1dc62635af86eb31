#include "proxy/wire.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace sluice::testing {

namespace {

// Longer than anything takes on a busy machine with sanitizers; a hang fails instead of blocking.
constexpr timeval kPatience{.tv_sec = 40, .tv_usec = 0};

}  // namespace

int Message::status() const {
  const size_t space = head.find(' ');
  return space == std::string::npos ? 0 : std::atoi(head.c_str() + space + 1);
}

bool Message::Has(std::string_view name) const {
  for (size_t at = head.find("\r\n"); at + 2 < head.size(); at = head.find("\r\n", at + 2)) {
    const char* line = head.c_str() + at + 2;
    if (strncasecmp(line, name.data(), name.size()) == 0 && line[name.size()] == ':') return true;
  }
  return false;
}

std::string Message::Get(std::string_view name) const {
  for (size_t at = head.find("\r\n"); at + 2 < head.size(); at = head.find("\r\n", at + 2)) {
    const char* line = head.c_str() + at + 2;
    if (strncasecmp(line, name.data(), name.size()) != 0 || line[name.size()] != ':') continue;
    const size_t begin = at + 2 + name.size() + 2;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
  return "";
}

Wire::Wire(seep::UniqueFd fd) : fd_(std::move(fd)) {
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
}

Wire Wire::Unconnected() {
  return Wire(seep::UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
}

Wire Wire::Connect(uint16_t port) {
  Wire wire = Unconnected();
  wire.ConnectTo(port);
  return wire;
}

Wire Wire::Connect(const Address& address) {
  Wire wire(seep::UniqueFd(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0)));
  EXPECT_EQ(::connect(wire.fd(), address.get(), address.length), 0);
  return wire;
}

void Wire::ConnectTo(uint16_t port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(fd(), reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
}

bool Wire::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  return true;
}

bool Wire::Fill() {
  std::array<char, 65536> chunk;
  const ssize_t got = ::recv(fd(), chunk.data(), chunk.size(), 0);
  if (got > 0) buffer_.append(chunk.data(), static_cast<size_t>(got));
  if (got < 0) {
    EXPECT_NE(errno, EAGAIN) << "nothing came for " << kPatience.tv_sec << " s";
    reset_ = errno == ECONNRESET;
  }
  return got > 0;
}

std::string Wire::ReadThrough(std::string_view delimiter) {
  size_t at;
  while ((at = buffer_.find(delimiter)) == std::string::npos) {
    if (!Fill()) return std::exchange(buffer_, {});
  }
  const std::string out = buffer_.substr(0, at + delimiter.size());
  buffer_.erase(0, out.size());
  return out;
}

std::string Wire::ReadExactly(size_t bytes) {
  while (buffer_.size() < bytes && Fill()) continue;
  const std::string out = buffer_.substr(0, bytes);
  buffer_.erase(0, out.size());
  return out;
}

std::string Wire::ReadToEnd() {
  while (Fill()) continue;
  return std::exchange(buffer_, {});
}

Message Wire::ReadMessage(bool bodiless) {
  Message message;
  message.head = ReadThrough("\r\n\r\n");
  if (!message.head.ends_with("\r\n\r\n")) return message;
  const int status = message.head.starts_with("HTTP/") ? message.status() : 0;
  message.complete = true;
  if (bodiless || (status > 0 && status < 200) || status == 204 || status == 304) return message;
  if (message.Has("Content-Length")) {
    const size_t length = std::stoul(message.Get("Content-Length"));
    message.body = ReadExactly(length);
    message.complete = message.body.size() == length;
  } else if (message.Get("Transfer-Encoding") == "chunked") {
    for (;;) {
      const std::string line = ReadThrough("\r\n");
      if (!line.ends_with("\r\n")) return message.complete = false, message;
      const size_t size = std::stoul(line, nullptr, 16);
      message.body += ReadExactly(size);
      if (ReadThrough("\r\n") != "\r\n") return message.complete = false, message;
      if (size == 0) return message;
    }
  } else if (status > 0) {
    message.body = ReadToEnd();
  }
  return message;
}

bool Wire::Closed() { return buffer_.empty() && !Fill() && buffer_.empty(); }

bool Wire::ReadableWithin(int timeout_ms) {
  pollfd poll{.fd = fd(), .events = POLLIN, .revents = 0};
  return !buffer_.empty() || ::poll(&poll, 1, timeout_ms) > 0;
}

void Wire::ShutdownWrite() { ::shutdown(fd(), SHUT_WR); }

void Wire::Reset() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
  fd_.Reset();
}

void Wire::SetReceiveBuffer(int bytes) {
  ::setsockopt(fd(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

}  // namespace sluice::testing
