#include "proxy/passage.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "base/check.h"

namespace sluice::testing {
namespace {

// Longer than anything takes on a busy machine with sanitizers.
constexpr int kPatienceMs = 20'000;

// A connection at 127.0.0.1 that takes kBytesMax without blocking whoever writes.
seep::UniqueFd OpenSocket() {
  seep::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int bytes = 2 * static_cast<int>(Passage::kBytesMax);
  CHECK(::setsockopt(fd.get(), SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes) == 0);
  return fd;
}

sockaddr_in Loopback(uint16_t port) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return at;
}

void SendAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put <= 0) return;  // the proxy has closed; what it sent before is still to be read
    bytes.remove_prefix(static_cast<size_t>(put));
  }
}

// True if something was read.
bool ReadSome(int fd, std::string& into, bool& reset) {
  std::array<char, 65536> chunk;
  const ssize_t got = ::recv(fd, chunk.data(), chunk.size(), MSG_DONTWAIT);
  if (got > 0) into.append(chunk.data(), static_cast<size_t>(got));
  reset = got < 0;
  return got > 0;
}

// Without the minute that the kernel waits for stragglers: there are thousands a second.
void CloseAtOnce(seep::UniqueFd& fd) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
  fd.Reset();
}

}  // namespace

Passage::Passage() : listener_(OpenSocket()) {
  sockaddr_in at = Loopback(0);
  socklen_t length = sizeof at;
  CHECK(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
  CHECK(::listen(listener_.get(), 128) == 0);
  CHECK(::fcntl(listener_.get(), F_SETFL, O_NONBLOCK) == 0);
  CHECK(::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&at), &length) == 0);
  ServerOptions options;
  options.listen = {"127.0.0.1:0"};
  options.upstream = fmt::format("127.0.0.1:{}", ntohs(at.sin_port));
  options.on_request = [this](const AccessRecord& record) {
    const std::lock_guard lock(mutex_);
    records_.push_back(
        {.method = std::string(record.method), .forwarded = !record.upstream.empty()});
  };
  auto server = Server::Create(std::move(options));
  CHECK(server.has_value());
  server_ = std::move(*server);
  thread_ = std::thread([this] { server_->Run(); });
}

Passage::~Passage() {
  server_->Stop();
  thread_.join();
}

Outcome Passage::Send(std::string_view bytes, std::string_view later, const Upstream& upstream) {
  Outcome outcome;
  seep::UniqueFd client = OpenSocket();
  const sockaddr_in to = Loopback(server_->port());
  CHECK(::connect(client.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
  SendAll(client.get(), bytes);
  bool ended = false;
  bool unanswered = later.empty();
  for (bool open = true; open && !outcome.stuck;) {
    if (!ended && (unanswered || !outcome.client.empty())) {
      SendAll(client.get(), later);
      ::shutdown(client.get(), SHUT_WR);
      ended = true;
    }
    outcome.stuck = !WaitForEvents(client.get());
    if (polled_[0].revents != 0) Accept(outcome);
    for (size_t i = 0; i + 2 < polled_.size(); ++i) {
      if (polled_[i + 2].revents != 0) unanswered |= Receive(i, outcome, upstream);
    }
    if (polled_[1].revents != 0) open = ReceiveAnswer(client.get(), outcome);
  }
  // What the proxy still does with the connection belongs to this passage.
  while (!outcome.stuck && server_->Read().connections > 0) std::this_thread::yield();
  Accept(outcome);
  bool reset = false;
  for (size_t i = 0; i < connections_.size(); ++i) {
    if (!connections_[i].fd) continue;
    while (ReadSome(connections_[i].fd.get(), outcome.upstream[i], reset)) continue;
    CloseAtOnce(connections_[i].fd);
  }
  connections_.clear();
  const std::lock_guard lock(mutex_);
  outcome.records = std::exchange(records_, {});
  return outcome;
}

// False if there were none for too long.
bool Passage::WaitForEvents(int client) {
  polled_.clear();
  polled_.push_back({.fd = listener_.get(), .events = POLLIN, .revents = 0});
  polled_.push_back({.fd = client, .events = POLLIN, .revents = 0});
  for (const Connection& connection : connections_) {
    // Those with a negative number are left out.
    polled_.push_back(
        {.fd = connection.ended ? -1 : connection.fd.get(), .events = POLLIN, .revents = 0});
  }
  return ::poll(polled_.data(), polled_.size(), kPatienceMs) > 0;
}

// Takes all that wait.
void Passage::Accept(Outcome& outcome) {
  for (;;) {
    seep::UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!fd) return;
    connections_.push_back({.fd = std::move(fd)});
    outcome.upstream.emplace_back();
  }
}

bool Passage::Receive(size_t connection, Outcome& outcome, const Upstream& upstream) {
  Connection& from = connections_[connection];
  bool reset = false;
  if (!ReadSome(from.fd.get(), outcome.upstream[connection], reset)) {
    from.ended = true;
    return true;
  }
  const Reply reply = upstream(connection, outcome.upstream[connection]);
  SendAll(from.fd.get(), reply.bytes);
  if (reply.ends) from.fd.Reset();
  return reply.bytes.empty() && !reply.ends;
}

// False when the connection has ended.
bool Passage::ReceiveAnswer(int client, Outcome& outcome) {
  return ReadSome(client, outcome.client, outcome.reset);
}

}  // namespace sluice::testing
