#include <netinet/in.h>
#include <poll.h>

#include <array>
#include <cstdlib>
#include <cstring>

#include "load/scripted_server.h"

namespace seep {
namespace {

constexpr int kReadTimeoutMs = 20'000;

bool Readable(int fd, int timeout_ms) {
  pollfd wait{fd, POLLIN, 0};
  return ::poll(&wait, 1, timeout_ms) > 0;
}

}  // namespace

size_t BodyBytes(std::string_view head) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const size_t at = head.find(kName);
  if (at == std::string_view::npos) return 0;
  return std::strtoul(head.data() + at + kName.size(), nullptr, 10);
}

bool Peer::ReadMore() {
  std::array<char, 65536> bytes;
  if (!Readable(fd_.get(), kReadTimeoutMs)) return false;
  const ssize_t got = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
  if (got <= 0) return false;
  unread_.append(bytes.data(), static_cast<size_t>(got));
  return true;
}

std::string Peer::ReadRequest() {
  size_t end = 0;
  while ((end = unread_.find("\r\n\r\n")) == std::string::npos) {
    if (!ReadMore()) return std::exchange(unread_, {});
  }
  const size_t whole = end + 4 + BodyBytes(unread_.substr(0, end + 4));
  while (unread_.size() < whole) {
    if (!ReadMore()) return std::exchange(unread_, {});
  }
  std::string request = unread_.substr(0, whole);
  unread_.erase(0, whole);
  return request;
}

bool Peer::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

void Peer::Reset() {
  const linger now{1, 0};  // close(2) then sends RST instead of FIN (socket(7), SO_LINGER)
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
  fd_.Reset();
}

Peer::End Peer::ReadAll(std::string& into, int silence_ms) {
  into += std::exchange(unread_, {});
  std::array<char, 65536> bytes;
  while (Readable(fd_.get(), silence_ms)) {
    const ssize_t got = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
    if (got == 0) return End::kFin;
    if (got < 0) return End::kReset;
    into.append(bytes.data(), static_cast<size_t>(got));
  }
  return End::kOpen;
}

bool Peer::ClientCloses() {
  std::array<char, 4096> bytes;
  while (Readable(fd_.get(), kReadTimeoutMs)) {
    if (::recv(fd_.get(), bytes.data(), bytes.size(), 0) <= 0) return true;
  }
  return false;
}

bool Peer::HasNewsWithin(int timeout_ms) { return Readable(fd_.get(), timeout_ms); }

ScriptedServer::ScriptedServer(Script script, int family, int backlog, milliseconds pause)
    : script_(std::move(script)), family_(family), pause_(pause) {
  UniqueFd listener(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_storage address{};
  socklen_t bytes = sizeof(sockaddr_in);
  if (family == AF_INET6) {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(address);
    v6.sin6_family = AF_INET6;
    v6.sin6_addr = in6addr_loopback;
    bytes = sizeof v6;
  } else {
    auto& v4 = reinterpret_cast<sockaddr_in&>(address);
    v4.sin_family = AF_INET;
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  }
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (!listener || ::bind(listener.get(), any, bytes) != 0) return;
  if (backlog >= 0 && ::listen(listener.get(), backlog) != 0) return;
  ::getsockname(listener.get(), any, &bytes);
  // The port is at the same place in both families' addresses.
  port_ = ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  listener_ = std::move(listener);
  if (script_ && backlog >= 0) acceptor_ = std::thread([this] { Accept(); });
}

ScriptedServer::~ScriptedServer() {
  if (!listening()) return;
  ::shutdown(listener_.get(), SHUT_RDWR);  // ends the accept that waits
  if (acceptor_.joinable()) acceptor_.join();
  for (std::thread& peer : peers_) peer.join();
}

void ScriptedServer::Accept() {
  for (;;) {
    UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!fd) return;
    const std::lock_guard lock(mutex_);
    peers_.emplace_back([this, fd = std::move(fd), index = peers_.size()]() mutable {
      Peer peer(std::move(fd), index);
      script_(peer);
    });
    std::this_thread::sleep_for(pause_);
  }
}

size_t ScriptedServer::accepted() const {
  const std::lock_guard lock(mutex_);
  return peers_.size();
}

ScriptedServer::Script Answering(std::string answer, size_t count) {
  return [answer = std::move(answer), count](Peer& peer) {
    for (size_t i = 0; count == 0 || i < count; ++i) {
      if (peer.ReadRequest().empty() || !peer.Write(answer)) return;
    }
  };
}

}  // namespace seep
