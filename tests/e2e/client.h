#pragma once
// A client that does on a connection exactly what a test says, well-behaved or not.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/fd.h"

namespace seep::e2e {

class Client {
 public:
  // Connects to 127.0.0.1:port; connected() says whether it could.
  explicit Client(uint16_t port);

  bool connected() const { return connected_; }
  void Send(std::string_view bytes);
  // Receives until `count` bytes are there, the peer closes, or nothing comes for the tests'
  // patience.
  std::string Receive(size_t count);
  std::string ReceiveAll() { return Receive(std::string::npos); }
  // One answer with Content-Length: head and body.
  std::string ReceiveAnswer();
  void Close() { fd_.Reset(); }
  void Reset();  // closes with RST (SO_LINGER of 0)

 private:
  UniqueFd fd_;
  bool connected_ = false;
};

// The body of GET `target` at 127.0.0.1:port over a connection of its own; empty if there is none.
std::string Get(uint16_t port, const std::string& target);

}  // namespace seep::e2e
