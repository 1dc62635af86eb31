#pragma once
// The event loop of the servers that do the least: one thread, until a signal comes.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <utility>

#include "base/check.h"
#include "base/fd.h"

namespace seep {

class EpollLoop {
 public:
  // `signals`: readable when it is to end.
  EpollLoop(UniqueFd listener, UniqueFd signals)
      : listener_(std::move(listener)), signals_(std::move(signals)) {
    Watch(listener_.get(), EPOLLIN);
    Watch(signals_.get(), EPOLLIN);
  }

  void Watch(int fd, uint32_t interest) {
    epoll_event event{};
    event.events = interest;
    event.data.fd = fd;
    CHECK(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0);
  }

  // on_client(fd) for each that has come; it does not block. on_ready(fd) for each other event.
  // before_wait(n) after a turn of n events.
  template <class OnClient, class OnReady, class BeforeWait>
  void Run(OnClient&& on_client, OnReady&& on_ready, BeforeWait&& before_wait) {
    std::array<epoll_event, 256> events{};
    int count = 0;
    for (;;) {
      before_wait(count);
      count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<size_t>(i)].data.fd;
        if (fd == signals_.get()) return;
        fd == listener_.get() ? Accept(on_client) : on_ready(fd);
      }
    }
  }

 private:
  template <class OnClient>
  void Accept(OnClient& on_client) {
    for (;;) {
      const int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) return;
      const int on = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      on_client(fd);
    }
  }

  UniqueFd listener_;
  UniqueFd signals_;
  UniqueFd epoll_{::epoll_create1(EPOLL_CLOEXEC)};
};

}  // namespace seep
