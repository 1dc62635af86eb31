#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <thread>

#include "http/parser.h"
#include "http/writer.h"
#include "proxy/address.h"
#include "proxy/admin.h"
#include "proxy/socket.h"
#include "proxy/wakeup.h"

namespace sluice {
namespace {

constexpr size_t kHeadBytesMax = 8192;
constexpr int kPatienceMs = 1'000;  // with whoever asks, and then does not go on

class ThreadedAdmin : public Admin {
 public:
  ThreadedAdmin(seep::UniqueFd listener, seep::UniqueFd wakeup,
                std::function<AdminAnswer(std::string_view)> answer)
      : listener_(std::move(listener)),
        wakeup_(std::move(wakeup)),
        port_(LocalAddress(listener_.get()).port()),
        answer_(std::move(answer)),
        thread_([this] { Serve(); }) {}
  ~ThreadedAdmin() override {
    Ring(wakeup_.get());
    thread_.join();
  }

  uint16_t port() const override { return port_; }
  int listening() const override { return listener_.get(); }

 private:
  void Serve() {
    for (;;) {
      std::array<pollfd, 2> waited = {pollfd{.fd = listener_.get(), .events = POLLIN, .revents = 0},
                                      pollfd{.fd = wakeup_.get(), .events = POLLIN, .revents = 0}};
      ::poll(waited.data(), waited.size(), -1);
      if (waited[1].revents != 0) return;
      seep::UniqueFd client;
      sockaddr_storage peer;
      switch (Accept(listener_.get(), client, peer)) {
        case AcceptStatus::kAccepted:
          Answer(client.get());
          break;
        case AcceptStatus::kAgain:
          break;
        case AcceptStatus::kNoDescriptors:
          std::this_thread::sleep_for(std::chrono::milliseconds(100));
          break;
      }
    }
  }

  void Answer(int client) {
    std::string bytes;
    seep::RequestParser parser;
    for (;;) {
      if (!ReadOn(client, bytes)) return;
      switch (parser.Parse(bytes)) {
        case seep::ParseStatus::kDone:
          return Send(client, AnswerTo(parser.head()), parser.head().method == "HEAD");
        case seep::ParseStatus::kFailed:
          return Send(client, {.status = 400, .body = "This is no request.\n"}, false);
        case seep::ParseStatus::kNeedMore:
          break;
      }
    }
  }

  AdminAnswer AnswerTo(const seep::RequestHead& head) {
    if (head.method != "GET" && head.method != "HEAD")
      return {.status = 405, .body = "Only GET and HEAD are answered here.\n"};
    return answer_(head.target.substr(0, head.target.find('?')));
  }

  static bool ReadOn(int client, std::string& bytes) {
    pollfd waited{.fd = client, .events = POLLIN, .revents = 0};
    if (bytes.size() >= kHeadBytesMax || ::poll(&waited, 1, kPatienceMs) <= 0) return false;
    std::array<char, 2048> room;
    const ssize_t got = ::recv(client, room.data(), room.size(), 0);
    if (got <= 0) return false;
    bytes.append(room.data(), static_cast<size_t>(got));
    return true;
  }

  static void Send(int client, const AdminAnswer& answer, bool head_only) {
    std::string bytes = fmt::format(
        "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n"
        "Connection: close\r\n\r\n",
        answer.status, seep::ReasonPhrase(answer.status), answer.type, answer.body.size());
    if (!head_only) bytes += answer.body;
    for (std::string_view rest = bytes; !rest.empty();) {
      pollfd waited{.fd = client, .events = POLLOUT, .revents = 0};
      if (::poll(&waited, 1, kPatienceMs) <= 0) return;
      const ssize_t put = ::send(client, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (put <= 0) return;
      rest.remove_prefix(static_cast<size_t>(put));
    }
    ::shutdown(client, SHUT_WR);
    std::string ignored;
    ReadOn(client, ignored);  // until it has closed, so that the answer is not lost by a reset
  }

  const seep::UniqueFd listener_;
  const seep::UniqueFd wakeup_;
  const uint16_t port_;
  const std::function<AdminAnswer(std::string_view)> answer_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace

seep::Result<std::unique_ptr<Admin>> Admin::Start(
    const std::string& listen, PassedSockets& passed,
    std::function<AdminAnswer(std::string_view path)> answer) {
  const auto address = ParseAddress(listen, "the admin address");
  if (!address) return tl::unexpected(address.error());
  auto listeners = ListenAt(*address, 1, passed);
  if (!listeners) return tl::unexpected(listeners.error());
  auto wakeup = CreateWakeup();
  if (!wakeup) return tl::unexpected(wakeup.error());
  return std::make_unique<ThreadedAdmin>(std::move(listeners->front()), std::move(*wakeup),
                                         std::move(answer));
}

}  // namespace sluice
