#pragma once
// The bytes that a shape makes of a request.

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/traffic.h"

namespace seep {

// As it goes over the wire.
struct RenderedRequest {
  std::string bytes;         // all that is sent in one operation
  std::string method;        // of the request, which frames its answer
  std::string target;        // for messages
  size_t head_bytes = 0;     // of the first request's head
  uint32_t answers = 1;      // that are due
  std::vector<size_t> unique_at = {};  // where in `bytes` kUniqueDigits are to be another number each time
};

inline constexpr size_t kUniqueDigits = 16;

// What spec.shape makes of spec.replay, or of spec.request: one or more, sent one after another,
// over and over. Errors: those of CheckRequest.
[[nodiscard]] Result<std::vector<RenderedRequest>> RenderShaped(const TrafficSpec& spec);

}  // namespace seep
