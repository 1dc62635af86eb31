#include "load/http2_frames.h"

#include "base/check.h"

namespace seep {
namespace {

char Byte(uint64_t number) { return static_cast<char>(static_cast<unsigned char>(number)); }

// With a prefix of 7 bits (RFC 7541 §5.1), whose eighth says that no Huffman code follows.
void AppendLength(std::string& out, size_t length) {
  constexpr size_t kPrefixMax = 127;
  if (length < kPrefixMax) {
    out += Byte(length);
    return;
  }
  out += Byte(kPrefixMax);
  for (length -= kPrefixMax; length >= 128; length >>= 7) out += Byte((length & 127) | 128);
  out += Byte(length);
}

}  // namespace

std::string BigEndian32(uint32_t number) {
  return {Byte(number >> 24), Byte(number >> 16), Byte(number >> 8), Byte(number)};
}

std::string Frame(FrameType type, uint8_t flags, uint32_t stream, std::string_view payload) {
  CHECK(payload.size() < size_t{1} << 24);
  std::string frame = {Byte(payload.size() >> 16), Byte(payload.size() >> 8), Byte(payload.size()),
                       static_cast<char>(type), Byte(flags)};
  return frame.append(BigEndian32(stream)).append(payload);
}

std::string SettingsFrame(std::initializer_list<std::pair<uint16_t, uint32_t>> settings) {
  std::string payload;
  for (const auto& [id, value] : settings) {
    payload += {Byte(id >> 8U), Byte(id)};
    payload += BigEndian32(value);
  }
  return Frame(FrameType::kSettings, 0, 0, payload);
}

std::string FieldBlock(const HeaderFields& fields) {
  std::string block;
  for (const auto& [name, value] : fields) {
    block += '\0';
    AppendLength(block, name.size());
    block += name;
    AppendLength(block, value.size());
    block += value;
  }
  return block;
}

std::string HeadersFrames(uint32_t stream, uint8_t flags, std::string_view block) {
  std::string frames;
  FrameType type = FrameType::kHeaders;
  while (block.size() > kFrameBytesMax) {
    frames += Frame(type, flags, stream, block.substr(0, kFrameBytesMax));
    block.remove_prefix(kFrameBytesMax);
    type = FrameType::kContinuation;
    flags = 0;
  }
  return frames + Frame(type, flags | kEndHeaders, stream, block);
}

}  // namespace seep
