#pragma once
// HTTP/2 frames as bytes (RFC 9113 §4 and §6): for what a library that keeps the rules would not
// send.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seep {

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

enum class FrameType : uint8_t {
  kData,
  kHeaders,
  kPriority,
  kRstStream,
  kSettings,
  kPushPromise,
  kPing,
  kGoaway,
  kWindowUpdate,
  kContinuation,
};

// What a client sends before its first frame (RFC 9113 §3.4).
inline constexpr std::string_view kHttp2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
inline constexpr size_t kFrameHeadBytes = 9;
inline constexpr size_t kFrameBytesMax = 16'384;  // of a payload, unless the peer allows more
inline constexpr size_t kFirstWindow = 65'535;    // bytes of DATA, until the peer allows more

// Flags.
inline constexpr uint8_t kAck = 0x1;
inline constexpr uint8_t kEndStream = 0x1;
inline constexpr uint8_t kEndHeaders = 0x4;
inline constexpr uint8_t kPadded = 0x8;
inline constexpr uint8_t kHasPriority = 0x20;

// Error codes (RFC 9113 §7).
inline constexpr uint32_t kNoError = 0x0;
inline constexpr uint32_t kRefusedStream = 0x7;
inline constexpr uint32_t kCancel = 0x8;

// Settings (RFC 9113 §6.5.2).
inline constexpr uint16_t kHeaderTableSize = 0x1;
inline constexpr uint16_t kEnablePush = 0x2;
inline constexpr uint16_t kInitialWindowSize = 0x4;

std::string BigEndian32(uint32_t number);
// `payload` has less than 2^24 bytes; whether the frame allows it is the caller's business.
std::string Frame(FrameType type, uint8_t flags, uint32_t stream, std::string_view payload);
std::string SettingsFrame(std::initializer_list<std::pair<uint16_t, uint32_t>> settings);

// A field block that needs no state on either side: each field a literal that is not indexed, no
// Huffman code (RFC 7541 §6.2.2).
std::string FieldBlock(const HeaderFields& fields);
// HEADERS, and CONTINUATION where the block is too large for it.
std::string HeadersFrames(uint32_t stream, uint8_t flags, std::string_view block);

}  // namespace seep
