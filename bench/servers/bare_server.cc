// The least that answers: epoll, one thread, the same 200 of BYTES for each blank line that comes
// in. What is slow against it is the generator. bare_server PORT BYTES, until SIGTERM.

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "fixtures/server.h"

namespace seep {
namespace {

class BareServer {
 public:
  BareServer(UniqueFd listener, UniqueFd signals, size_t body_bytes)
      : listener_(std::move(listener)),
        signals_(std::move(signals)),
        answer_(AnswerWith("keep-alive", body_bytes)),
        last_answer_(AnswerWith("close", body_bytes)) {
    Watch(listener_.get(), EPOLLIN);
    Watch(signals_.get(), EPOLLIN);
  }

  void Run() {
    std::array<epoll_event, 256> events{};
    for (;;) {
      const int count =
          ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<size_t>(i)].data.fd;
        if (fd == signals_.get()) return;
        fd == listener_.get() ? Accept() : Answer(fd);
      }
    }
  }

 private:
  static std::string AnswerWith(std::string_view connection, size_t body_bytes) {
    return fmt::format("HTTP/1.1 200 OK\r\nConnection: {}\r\nContent-Length: {}\r\n\r\n{}",
                       connection, body_bytes, std::string(body_bytes, 'x'));
  }

  static bool Has(std::string_view request, std::string_view part) {
    return request.find(part) != std::string_view::npos;
  }

  void Watch(int fd, uint32_t interest) {
    epoll_event event{};
    event.events = interest;
    event.data.fd = fd;
    CHECK(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0);
  }

  void Accept() {
    for (;;) {
      const int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) return;
      const int on = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      Watch(fd, EPOLLIN);
    }
  }

  // Heads come whole: they are small, and are sent at once.
  void Answer(int fd) {
    const ssize_t got = ::recv(fd, buffer_.data(), buffer_.size(), 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
      ::close(fd);
      return;
    }
    const std::string_view request(buffer_.data(), static_cast<size_t>(got));
    const bool last =
        Has(request, "Connection: close") ||
        (Has(request, " HTTP/1.0\r\n") && !Has(request, "Connection: Keep-Alive"));  // as ab has it
    const std::string& answer = last ? last_answer_ : answer_;
    if (request.ends_with("\r\n\r\n"))
      (void)!::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
    if (last) ::close(fd);
  }

  UniqueFd listener_;
  UniqueFd signals_;
  UniqueFd epoll_{::epoll_create1(EPOLL_CLOEXEC)};
  const std::string answer_;
  const std::string last_answer_;
  std::array<char, 16 * 1024> buffer_{};
};

}  // namespace
}  // namespace seep

int main(int argc, char** argv) {
  const long port = argc == 3 ? std::strtol(argv[1], nullptr, 10) : 0;
  const long bytes = argc == 3 ? std::strtol(argv[2], nullptr, 10) : -1;
  if (port < 1 || port > 65'535 || bytes < 0 || bytes > 1'000'000) {
    std::fprintf(stderr, "usage: bare_server PORT BYTES\n");
    return 2;
  }
  seep::UniqueFd signals = seep::fixtures::TakeStopSignals();
  auto listener = seep::fixtures::Listen(static_cast<uint16_t>(port));
  if (!listener) {
    std::fprintf(stderr, "bare_server: %s\n", listener.error().message.c_str());
    return 1;
  }
  seep::BareServer(std::move(*listener), std::move(signals), static_cast<size_t>(bytes)).Run();
  return 0;
}
