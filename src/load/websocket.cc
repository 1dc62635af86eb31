#include "load/websocket.h"

#include <fmt/format.h>

#include <algorithm>

namespace seep {
namespace {

constexpr size_t kControlMax = 125;  // bytes of a control frame's payload (RFC 6455 §5.5)
constexpr unsigned kFinal = 0x80;
constexpr unsigned kReserved = 0x70;
constexpr unsigned kMasked = 0x80;
constexpr std::string_view kNormalClosure = "\x03\xe8";  // 1000 (RFC 6455 §7.4.1)

char Byte(uint64_t number) { return static_cast<char>(static_cast<unsigned char>(number)); }
unsigned Unsigned(char byte) { return static_cast<unsigned char>(byte); }

bool IsKnown(WebSocketOpcode opcode) {
  return opcode <= WebSocketOpcode::kBinary ||
         (opcode >= WebSocketOpcode::kClose && opcode <= WebSocketOpcode::kPong);
}

}  // namespace

std::string WebSocketFrame(WebSocketOpcode opcode, std::string_view payload, uint32_t mask) {
  std::string frame = {Byte(kFinal | static_cast<unsigned>(opcode))};
  const size_t size = payload.size();
  if (size <= kControlMax) {
    frame += Byte(kMasked | size);
  } else {
    const bool is_short = size <= 0xffff;
    frame += Byte(kMasked | (is_short ? 126U : 127U));
    for (int shift = is_short ? 8 : 56; shift >= 0; shift -= 8)
      frame += Byte(uint64_t{size} >> shift);
  }
  const std::array<char, 4> key = {Byte(mask >> 24), Byte(mask >> 16), Byte(mask >> 8), Byte(mask)};
  frame.append(key.begin(), key.end());
  for (size_t i = 0; i < size; ++i) frame += Byte(Unsigned(payload[i]) ^ Unsigned(key[i % 4]));
  return frame;
}

WebSocketExchange::WebSocketExchange(uint32_t messages, uint32_t mask, std::string& out)
    : messages_(messages), mask_(mask) {
  SendNext(out);
}

void WebSocketExchange::Send(WebSocketOpcode opcode, std::string_view payload,
                             std::string& out) const {
  out += WebSocketFrame(opcode, payload, mask_);
}

void WebSocketExchange::SendNext(std::string& out) {
  if (sent_ == messages_) {
    closing_ = true;
    return Send(WebSocketOpcode::kClose, kNormalClosure, out);
  }
  ++sent_;
  expected_ = fmt::format("seep {} of {}", sent_, messages_);
  Send(WebSocketOpcode::kText, expected_, out);
}

WebSocketStep WebSocketExchange::Read(std::string_view bytes, std::string& out) {
  for (;;) {
    if (!in_payload_) {
      const size_t missing = HeadBytes() - head_filled_;
      const std::string_view piece = bytes.substr(0, missing);
      std::copy(piece.begin(), piece.end(), head_.data() + head_filled_);
      head_filled_ += piece.size();
      bytes.remove_prefix(piece.size());
      if (head_filled_ < HeadBytes()) {
        if (bytes.empty()) return WebSocketStep::kNeedMore;
        continue;  // its first two bytes say that there is more of it
      }
      if (!BeginFrame()) return WebSocketStep::kFailed;
    }
    const std::string_view piece = bytes.substr(0, std::min<uint64_t>(left_, bytes.size()));
    TakePayload(piece);
    bytes.remove_prefix(piece.size());
    if (left_ > 0) return WebSocketStep::kNeedMore;
    const WebSocketStep step = EndFrame(out);
    if (step != WebSocketStep::kNeedMore) return step;
  }
}

// RFC 6455 §5.2; the server's frames have no masking key.
size_t WebSocketExchange::HeadBytes() const {
  if (head_filled_ < 2) return 2;
  const unsigned length = Unsigned(head_[1]) & 0x7f;
  if (length < 126) return 2;
  return length == 126 ? 4 : 10;
}

bool WebSocketExchange::BeginFrame() {
  const unsigned first = Unsigned(head_[0]);
  opcode_ = static_cast<WebSocketOpcode>(first & 0xf);
  final_ = (first & kFinal) != 0;
  left_ = Unsigned(head_[1]) & 0x7f;
  if (left_ >= 126) left_ = 0;
  for (size_t i = 2; i < head_filled_; ++i) left_ = left_ << 8 | Unsigned(head_[i]);
  if ((first & kReserved) != 0 || !IsKnown(opcode_)) return Fail("a frame of no known kind");
  if ((Unsigned(head_[1]) & kMasked) != 0) return Fail("a masked frame from the server");
  if (IsControl()) {
    control_.clear();
    if (!final_ || left_ > kControlMax) return Fail("a control frame that is too long");
  } else {
    const bool continues = opcode_ == WebSocketOpcode::kContinuation;
    if (continues != in_message_) return Fail("a message within another, or none to continue");
    if (!continues) {
      at_ = 0;
      same_ = opcode_ == WebSocketOpcode::kText;
    }
    in_message_ = true;
  }
  in_payload_ = true;
  return true;
}

void WebSocketExchange::TakePayload(std::string_view piece) {
  left_ -= piece.size();
  if (IsControl()) {
    control_ += piece;
    return;
  }
  same_ = same_ && at_ <= expected_.size() &&
          std::string_view(expected_).substr(at_).starts_with(piece);
  at_ += piece.size();
}

WebSocketStep WebSocketExchange::EndFrame(std::string& out) {
  in_payload_ = false;
  head_filled_ = 0;
  if (opcode_ == WebSocketOpcode::kPing) Send(WebSocketOpcode::kPong, control_, out);
  if (opcode_ == WebSocketOpcode::kClose) {
    if (closing_) return WebSocketStep::kDone;
    Fail("the server has closed before all messages came back");
    return WebSocketStep::kFailed;
  }
  if (IsControl() || !final_) return WebSocketStep::kNeedMore;
  in_message_ = false;
  if (same_ && at_ == expected_.size() && !closing_) SendNext(out);
  return WebSocketStep::kNeedMore;
}

bool WebSocketExchange::Fail(std::string_view why) {
  error_ = why;
  return false;
}

}  // namespace seep
