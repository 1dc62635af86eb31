#include "load/http2_wire.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <memory>

namespace seep {
namespace {

uint32_t Number(std::string_view bytes) {
  uint32_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

std::vector<SeenFrame> SeenConnection::Of(FrameType type) const {
  std::vector<SeenFrame> some;
  std::copy_if(frames.begin(), frames.end(), std::back_inserter(some),
               [type](const SeenFrame& frame) { return frame.type == type; });
  return some;
}

SeenConnection ReadFrames(std::string_view bytes) {
  SeenConnection seen;
  seen.preface = bytes.starts_with(kHttp2Preface);
  if (seen.preface) bytes.remove_prefix(kHttp2Preface.size());
  while (!bytes.empty()) {
    SeenFrame& frame = seen.frames.emplace_back();
    frame.whole = bytes.size() >= kFrameHeadBytes;
    if (!frame.whole) break;
    const size_t size = Number(bytes.substr(0, 3));
    frame.type = static_cast<FrameType>(bytes[3]);
    frame.flags = static_cast<uint8_t>(bytes[4]);
    frame.stream = Number(bytes.substr(5, 4));
    frame.payload = bytes.substr(kFrameHeadBytes, size);
    frame.whole = frame.payload.size() == size;
    bytes.remove_prefix(kFrameHeadBytes + frame.payload.size());
  }
  return seen;
}

int64_t SettingIn(const SeenFrame& frame, uint16_t id) {
  for (size_t at = 0; at + 6 <= frame.payload.size(); at += 6) {
    const std::string_view entry = std::string_view(frame.payload).substr(at, 6);
    if (Number(entry.substr(0, 2)) == id) return Number(entry.substr(2));
  }
  return -1;
}

uint32_t NumberIn(std::string_view payload) { return Number(payload.substr(0, 4)); }

std::map<std::string, std::string> FieldsIn(std::string_view block) {
  nghttp2_hd_inflater* made = nullptr;
  if (nghttp2_hd_inflate_new(&made) != 0) return {};
  const std::unique_ptr<nghttp2_hd_inflater, void (*)(nghttp2_hd_inflater*)> inflater(
      made, nghttp2_hd_inflate_del);
  std::map<std::string, std::string> fields;
  for (;;) {
    nghttp2_nv field{};
    int flags = 0;
    const ssize_t used = nghttp2_hd_inflate_hd2(
        made, &field, &flags, reinterpret_cast<const uint8_t*>(block.data()), block.size(), 1);
    if (used < 0) return {};
    block.remove_prefix(static_cast<size_t>(used));
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
      fields[std::string(reinterpret_cast<const char*>(field.name), field.namelen)] =
          std::string(reinterpret_cast<const char*>(field.value), field.valuelen);
    }
    if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) return fields;
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) == 0 && block.empty()) return fields;
  }
}

}  // namespace seep
