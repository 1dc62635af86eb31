#pragma once
// The bytes that a shape makes of a request.

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/traffic.h"

namespace seep {

// As it goes over the wire.
struct RenderedRequest {
  std::string bytes;                       // all that is sent in one operation
  std::string method;                      // of the request, which frames its answer
  std::string target;                      // for messages
  size_t head_bytes = 0;                   // of the first request's head
  std::optional<RequestSpec> source = {};  // with placeholders, where each is to be another
  uint32_t answers = 1;                    // that are due
};

// What spec.shape makes of spec.replay, or of spec.request: one or more, sent one after another,
// over and over. Errors: those of CheckRequest.
[[nodiscard]] Result<std::vector<RenderedRequest>> RenderShaped(const TrafficSpec& spec);

// The bytes of an operation with rendered.source's placeholders filled (load/template.h); it has
// one.
std::string RenderAgain(const TrafficSpec& spec, const RenderedRequest& rendered, uint64_t number,
                        std::mt19937_64& random);

}  // namespace seep
