// The least that a proxy does: epoll, one thread, a connection to the server for each of a client,
// and what comes on the one goes out on the other, unread. What a proxy takes beside it is its own;
// what this takes is the kernel's. bare_relay PORT SERVER_PORT, until SIGTERM.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "base/check.h"
#include "epoll_loop.h"
#include "fixtures/server.h"

namespace seep {
namespace {

class BareRelay {
 public:
  explicit BareRelay(uint16_t server) {
    server_.sin_family = AF_INET;
    server_.sin_port = htons(server);
    server_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  }

  void Run(EpollLoop loop) {
    loop.Run([&](int client) { Open(loop, client); }, [&](int fd) { Move(fd); },
             [](int events) {
               if (events >= kBusyEvents) ::sched_yield();  // as Sluice does
             });
  }

 private:
  static constexpr int kBusyEvents = 8;

  void Open(EpollLoop& loop, int client) {
    const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    const auto* const at = reinterpret_cast<const sockaddr*>(&server_);
    CHECK(server >= 0 && ::connect(server, at, sizeof server_) == 0);
    ::setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto highest = static_cast<size_t>(std::max(client, server));
    if (peers_.size() <= highest) peers_.resize(highest + 1, -1);
    peers_[static_cast<size_t>(client)] = server;
    peers_[static_cast<size_t>(server)] = client;
    for (const int fd : {client, server}) loop.Watch(fd, EPOLLIN | EPOLLRDHUP | EPOLLET);
  }

  // Messages are small, and are taken and sent whole.
  void Move(int fd) {
    int& peer = peers_[static_cast<size_t>(fd)];
    if (peer < 0) return;
    const ssize_t got = ::recv(fd, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got > 0) {
      (void)!::send(peer, buffer_.data(), static_cast<size_t>(got), MSG_NOSIGNAL);
      return;
    }
    ::close(peer);
    ::close(fd);
    peers_[static_cast<size_t>(peer)] = -1;
    peer = -1;
  }

  sockaddr_in server_{};
  std::vector<int> peers_;  // by descriptor; -1: it is closed
  std::array<char, 64 * 1024> buffer_{};
};

}  // namespace
}  // namespace seep

int main(int argc, char** argv) {
  const long port = argc == 3 ? std::strtol(argv[1], nullptr, 10) : 0;
  const long server = argc == 3 ? std::strtol(argv[2], nullptr, 10) : 0;
  if (port < 1 || port > 65'535 || server < 1 || server > 65'535) {
    std::fprintf(stderr, "usage: bare_relay PORT SERVER_PORT\n");
    return 2;
  }
  seep::UniqueFd signals = seep::fixtures::TakeStopSignals();
  auto listener = seep::fixtures::Listen(static_cast<uint16_t>(port));
  if (!listener) {
    std::fprintf(stderr, "bare_relay: %s\n", listener.error().message.c_str());
    return 1;
  }
  seep::BareRelay relay(static_cast<uint16_t>(server));
  relay.Run(seep::EpollLoop(std::move(*listener), std::move(signals)));
  return 0;
}
