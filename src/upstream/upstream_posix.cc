#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <thread>

#include "base/fd.h"
#include "http/body.h"
#include "http/parser.h"
#include "upstream/upstream.h"

namespace seep {
namespace {

constexpr int kForeverMs = -1;  // poll(2)
constexpr size_t kBodyBytes = 8'000;
constexpr int kInterim = 100;

// One connection, as a thread sees it.
class Client {
 public:
  Client(UniqueFd fd, int silence_ms) : fd_(std::move(fd)), silence_ms_(silence_ms) {}

  // False when the client has gone, or sent what is no request.
  bool ReadHead() {
    bytes_.erase(0, used_);
    used_ = 0;
    RequestParser parser;
    for (;;) {
      const ParseStatus status = parser.Parse(bytes_);
      if (status == ParseStatus::kFailed) return false;
      if (status == ParseStatus::kDone) {
        used_ = parser.head_bytes();
        keep_alive_ = parser.head().keep_alive;
        body_.Start(parser.head());
        return true;
      }
      if (!ReadMore()) return false;
    }
  }

  bool ReadBody() {
    while (!body_.done()) {
      const BodyStep step = body_.Next(std::string_view(bytes_).substr(used_));
      used_ += step.consumed;
      if (step.status == BodyStatus::kFailed) return false;
      if (step.status == BodyStatus::kNeedMore && !ReadMore()) return false;
    }
    return true;
  }

  bool Write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }

  // Until the client closes, however long that takes.
  void Drain() {
    silence_ms_ = kForeverMs;
    while (ReadMore()) bytes_.clear();
  }

  void ResetOnClose() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }

  bool keep_alive() const { return keep_alive_; }

 private:
  bool ReadMore() {
    pollfd wait{fd_.get(), POLLIN, 0};
    if (::poll(&wait, 1, silence_ms_) <= 0) return false;
    std::array<char, 16'384> room;
    const ssize_t got = ::recv(fd_.get(), room.data(), room.size(), 0);
    if (got <= 0) return false;
    bytes_.append(room.data(), static_cast<size_t>(got));
    return true;
  }

  UniqueFd fd_;
  int silence_ms_;  // then the connection is given up
  std::string bytes_;
  size_t used_ = 0;
  bool keep_alive_ = false;
  BodyDecoder body_;
};

std::string Answer(size_t content_length, size_t body_bytes, std::string_view fields = "") {
  return fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n{}\r\n", content_length, fields) +
         std::string(body_bytes, 'u');
}

// Each serves a connection; it is closed when that returns.
void Ok(Client& client) {
  const std::string answer = Answer(kBodyBytes, kBodyBytes);
  while (client.ReadHead() && client.ReadBody() && client.Write(answer) && client.keep_alive()) {
  }
}

void Hang(Client& client) {
  if (client.ReadHead()) client.Drain();
}

void ResetInBody(Client& client) {
  if (!client.ReadHead() || !client.ReadBody()) return;
  client.Write(Answer(kBodyBytes, kBodyBytes / 2));
  std::this_thread::sleep_for(std::chrono::milliseconds(2));  // for it to arrive before the reset
  client.ResetOnClose();
}

void ResetAtOnce(Client& client) {
  client.ReadHead();
  client.ResetOnClose();
}

void CloseWithoutAnswer(Client& client) { client.ReadHead(); }

void ShortBody(Client& client) {
  if (client.ReadHead() && client.ReadBody()) client.Write(Answer(kBodyBytes, kBodyBytes / 2));
}

void InterimStorm(Client& client) {
  std::string answer;
  for (int i = 0; i < kInterim; ++i)
    answer += "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n";
  answer += Answer(kBodyBytes, kBodyBytes);
  while (client.ReadHead() && client.ReadBody() && client.Write(answer) && client.keep_alive()) {
  }
}

void AnswerEarly(Client& client) {
  if (client.ReadHead()) client.Write(Answer(kBodyBytes, kBodyBytes, "Connection: close\r\n"));
}

void UntilClose(Client& client) {
  if (!client.ReadHead() || !client.ReadBody()) return;
  client.Write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string(kBodyBytes, 'u'));
}

void WrongUpgrade(Client& client) {
  if (!client.ReadHead()) return;
  client.Write(
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: nonsense\r\n\r\n");
  client.Write(std::string(100, '\x7f'));
}

void NoHttp(Client& client) {
  if (client.ReadHead()) client.Write("220 this is no HTTP\r\n");
}

struct Behaviour {
  UpstreamRow row;
  void (*serve)(Client&);  // nullptr: nobody listens
};

constexpr std::array<Behaviour, 12> kBehaviours = {{
    {{"ok", "a whole answer of 8,000 bytes; keeps the connection", ""}, Ok},
    {{"refuse", "nobody listens", "HAProxy a4cda6732"}, nullptr},
    {{"hang", "reads the request and never answers", "reactor-netty 1758, HAProxy 2754"}, Hang},
    {{"reset", "resets the connection when the head is read", "HAProxy 266d54054"}, ResetAtOnce},
    {{"close", "closes the connection without an answer", "HAProxy 1453"}, CloseWithoutAnswer},
    {{"reset-in-body", "resets in the middle of the answer's body", "golang 78973"}, ResetInBody},
    {{"short-body", "closes before Content-Length is reached", ""}, ShortBody},
    {{"1xx-storm", "100 interim answers before the final one", ""}, InterimStorm},
    {{"early-answer", "answers and closes before the request's body is read", "hyper 1717"},
     AnswerEarly},
    {{"until-close", "a body that ends with the connection", "hyper 1383"}, UntilClose},
    {{"wrong-101", "a 101 to a protocol that was not asked for, then nonsense", "golang 80875"},
     WrongUpgrade},
    {{"no-http", "an answer that is not HTTP", ""}, NoHttp},
}};

const std::array<UpstreamRow, kBehaviours.size()>& Rows() {
  static const auto rows = [] {
    std::array<UpstreamRow, kBehaviours.size()> all;
    std::transform(kBehaviours.begin(), kBehaviours.end(), all.begin(),
                   [](const Behaviour& behaviour) { return behaviour.row; });
    return all;
  }();
  return rows;
}

const Behaviour* Find(std::string_view name) {
  const auto* found = std::find_if(kBehaviours.begin(), kBehaviours.end(),
                                   [name](const Behaviour& one) { return one.row.name == name; });
  return found == kBehaviours.end() ? nullptr : found;
}

UniqueFd Bound(uint16_t port) {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
  return fd;
}

// Bound, so that nobody else gets the port, and not listening; another port is listened on, by
// which it is seen to be ready.
Error Refuse(const UniqueFd& /*bound*/) {
  const UniqueFd ready = Bound(0);
  ::listen(ready.get(), 1);
  for (;;) ::pause();
}

}  // namespace

std::span<const UpstreamRow> UpstreamRows() { return Rows(); }

bool IsUpstream(std::string_view name) { return Find(name) != nullptr; }

Error ServeUpstream(std::string_view name, uint16_t port, milliseconds silence) {
  const Behaviour* behaviour = Find(name);
  const UniqueFd listener = Bound(port);
  if (behaviour == nullptr || !listener) {
    const int error = errno;
    return {ErrorKind::kInUse, Fault::kEnvironment,
            fmt::format("the upstream \"{}\" cannot listen on 127.0.0.1:{}", name, port), error};
  }
  if (behaviour->serve == nullptr) return Refuse(listener);
  ::listen(listener.get(), SOMAXCONN);
  for (;;) {
    UniqueFd fd(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!fd) {
      ::poll(nullptr, 0, 5);  // out of descriptors: some will be closed
      continue;
    }
    const auto silence_ms = static_cast<int>(silence.count());
    std::thread([serve = behaviour->serve, silence_ms, fd = std::move(fd)]() mutable {
      Client client(std::move(fd), silence_ms);
      serve(client);
    }).detach();
  }
}

}  // namespace seep
