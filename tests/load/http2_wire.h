#pragma once
// HTTP/2 frames read back from bytes, as a raw peer sees them.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "load/http2_frames.h"

namespace seep {

struct SeenFrame {
  FrameType type = FrameType::kData;
  uint8_t flags = 0;
  uint32_t stream = 0;
  std::string payload;
  bool whole = true;  // false: the bytes end within it
};

struct SeenConnection {
  bool preface = false;  // it begins with the client's
  std::vector<SeenFrame> frames;

  // Those of a type, in order.
  std::vector<SeenFrame> Of(FrameType type) const;
};

SeenConnection ReadFrames(std::string_view bytes);

// A setting's value in a SETTINGS frame's payload; -1 if it is not there.
int64_t SettingIn(const SeenFrame& frame, uint16_t id);
uint32_t NumberIn(std::string_view payload);  // its first four bytes

// The fields of a block that needs no state but its own, by nghttp2; empty if it is none.
std::map<std::string, std::string> FieldsIn(std::string_view block);

}  // namespace seep
