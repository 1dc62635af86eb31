#pragma once
// A WebSocket client once the upgrade is done (RFC 6455 §5 and §7): bytes in, bytes out, no socket.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace seep {

enum class WebSocketOpcode : uint8_t {
  kContinuation = 0x0,
  kText = 0x1,
  kBinary = 0x2,
  kClose = 0x8,
  kPing = 0x9,
  kPong = 0xa,
};

// A whole message in one frame, masked as a client's are.
std::string WebSocketFrame(WebSocketOpcode opcode, std::string_view payload, uint32_t mask);

enum class WebSocketStep : uint8_t {
  kNeedMore,
  kDone,    // all messages came back, and the server has answered the closing handshake
  kFailed,  // error()
};

// Text messages one after another, each sent when the one before has come back. What else the
// server sends is read over, its pings are answered.
class WebSocketExchange {
 public:
  // Appends the first message to `out`. At least one; `mask` is the masking key of all frames.
  WebSocketExchange(uint32_t messages, uint32_t mask, std::string& out);

  // `bytes`: what came in since the last call, all of which is consumed. Appends to `out` what is
  // to be sent.
  WebSocketStep Read(std::string_view bytes, std::string& out);
  std::string_view error() const { return error_; }

 private:
  void Send(WebSocketOpcode opcode, std::string_view payload, std::string& out) const;
  void SendNext(std::string& out);
  // The size of the frame's head, as far as its first bytes tell.
  size_t HeadBytes() const;
  bool BeginFrame();
  void TakePayload(std::string_view piece);
  WebSocketStep EndFrame(std::string& out);
  bool IsControl() const { return opcode_ >= WebSocketOpcode::kClose; }
  bool Fail(std::string_view why);

  const uint32_t messages_;
  const uint32_t mask_;
  uint32_t sent_ = 0;       // messages
  std::string expected_;    // the last one sent, which is to come back
  bool closing_ = false;    // the closing handshake has begun
  std::string_view error_;  // in words

  // The frame that is being read.
  std::array<char, 10> head_{};
  size_t head_filled_ = 0;
  bool in_payload_ = false;
  bool final_ = false;
  WebSocketOpcode opcode_ = WebSocketOpcode::kContinuation;
  uint64_t left_ = 0;    // of its payload
  std::string control_;  // a control frame's payload, 125 bytes at most

  // The message that is being read, of one frame or more.
  bool in_message_ = false;
  bool same_ = false;  // as expected, so far
  size_t at_ = 0;      // bytes of it
};

}  // namespace seep
