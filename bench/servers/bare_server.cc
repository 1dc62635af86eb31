// The least that answers: epoll, one thread, the same 200 of BYTES for each blank line that comes
// in. What is slow against it is the generator. bare_server PORT BYTES, until SIGTERM.

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "epoll_loop.h"
#include "fixtures/server.h"

namespace seep {
namespace {

class BareServer {
 public:
  explicit BareServer(size_t body_bytes)
      : answer_(AnswerWith("keep-alive", body_bytes)),
        last_answer_(AnswerWith("close", body_bytes)) {}

  void Run(EpollLoop loop) {
    loop.Run([&](int client) { loop.Watch(client, EPOLLIN); }, [&](int fd) { Answer(fd); },
             [](int) {});
  }

 private:
  static std::string AnswerWith(std::string_view connection, size_t body_bytes) {
    return fmt::format("HTTP/1.1 200 OK\r\nConnection: {}\r\nContent-Length: {}\r\n\r\n{}",
                       connection, body_bytes, std::string(body_bytes, 'x'));
  }

  static bool Has(std::string_view request, std::string_view part) {
    return request.find(part) != std::string_view::npos;
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
  seep::BareServer server(static_cast<size_t>(bytes));
  server.Run(seep::EpollLoop(std::move(*listener), std::move(signals)));
  return 0;
}
