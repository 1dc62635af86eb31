#pragma once
// A server that does what a test tells it, byte for byte: for each connection it runs a script on a
// thread of its own.

#include <sys/socket.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/fd.h"
#include "model/traffic.h"

namespace seep {

// The server's end of one connection. Reads wait up to 20 s, then count as the end.
class Peer {
 public:
  Peer(UniqueFd fd, size_t index) : fd_(std::move(fd)), index_(index) {}

  // A whole request, Content-Length's body included; what came of it if the client closed before.
  std::string ReadRequest();
  bool Write(std::string_view bytes);  // false: the client is gone
  void Close() { fd_.Reset(); }
  void Reset();  // RST
  // Reads until the client ends the connection, or is silent for that long.
  enum class End : uint8_t { kOpen, kFin, kReset };
  End ReadAll(std::string& into, int silence_ms);
  // True if the client closes; what it sends before that is dropped.
  bool ClientCloses();
  // True if the client sent something or closed within that time.
  bool HasNewsWithin(int timeout_ms);

  int fd() const { return fd_.get(); }
  size_t index() const { return index_; }  // 0 for the first connection accepted

 private:
  bool ReadMore();

  UniqueFd fd_;
  size_t index_;
  std::string unread_;
};

class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;

  // Listens on a free port of 127.0.0.1, or of ::1 with AF_INET6. A backlog < 0: bound, but not
  // listening, so that connections are refused. Without a script nothing is accepted. It sleeps
  // for `pause` after each connection that it accepts.
  explicit ScriptedServer(Script script, int family = AF_INET, int backlog = 128,
                          milliseconds pause = milliseconds(0));
  ~ScriptedServer();

  bool listening() const { return port_ != 0; }
  uint16_t port() const { return port_; }
  Endpoint endpoint() const { return {family_ == AF_INET6 ? "::1" : "127.0.0.1", port_}; }
  size_t accepted() const;

 private:
  void Accept();

  Script script_;
  int family_;
  milliseconds pause_;
  uint16_t port_ = 0;
  UniqueFd listener_;
  mutable std::mutex mutex_;
  std::vector<std::thread> peers_;
  std::thread acceptor_;
};

// Content-Length of a request's head, as the load generator writes it; 0 without.
size_t BodyBytes(std::string_view head);

// Answers `count` requests of one connection with `answer`; a count of 0 is no bound.
ScriptedServer::Script Answering(std::string answer, size_t count = 0);

inline constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
inline constexpr std::string_view kOkClose =
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello";

}  // namespace seep
