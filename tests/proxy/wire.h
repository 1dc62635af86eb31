#pragma once
// A blocking connection for tests, and messages as plain strings. Parses by itself, so that a fault
// of the library under test cannot hide.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "proxy/address.h"

namespace sluice::testing {

struct Message {
  std::string head;  // with the empty line; empty if there was none
  std::string body;  // decoded
  bool complete = false;

  int status() const;
  // The value of the first field of that name, "" if there is none.
  std::string Get(std::string_view name) const;
  bool Has(std::string_view name) const;
};

class Wire {
 public:
  Wire() = default;
  explicit Wire(seep::UniqueFd fd);
  static Wire Connect(uint16_t port);  // to 127.0.0.1
  static Wire Connect(const Address& address);
  static Wire Unconnected();
  void ConnectTo(uint16_t port);

  bool Send(std::string_view bytes);  // false when the peer has closed
  // Up to and with `delimiter`; what there was when the peer closed first.
  std::string ReadThrough(std::string_view delimiter);
  std::string ReadExactly(size_t bytes);
  std::string ReadToEnd();
  // A message with Content-Length or chunked, or (responses) until close. `bodiless` for HEAD.
  Message ReadMessage(bool bodiless = false);
  // True if the peer closes (or resets) before it sends anything; waits for it.
  bool Closed();
  bool was_reset() const { return reset_; }
  // True if something arrives within that time. For what must not arrive only.
  bool ReadableWithin(int timeout_ms);

  void ShutdownWrite();
  void Reset();  // closes with RST
  void Close() { fd_.Reset(); }
  int fd() const { return fd_.get(); }
  void SetReceiveBuffer(int bytes);

 private:
  bool Fill();

  seep::UniqueFd fd_;
  std::string buffer_;
  bool reset_ = false;
};

}  // namespace sluice::testing
