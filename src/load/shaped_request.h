#pragma once
// The bytes that a shape makes of a request.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "load/http2_request.h"
#include "load/validators.h"
#include "model/traffic.h"

namespace seep {

// As it goes over the wire.
struct RenderedRequest {
  std::string bytes;                       // all that is sent in one operation, or
  Http2Request http2 = {};                 // what a session makes them of (HasHttp2Session)
  std::string method;                      // of the request, which frames its answer
  std::string target;                      // for messages
  size_t head_bytes = 0;                   // of the first request's head
  std::optional<RequestSpec> source = {};  // what it was made of; nothing: of no request
  bool varies = false;                     // it has placeholders: each is to be another
  std::optional<RequestSpec> shaped = {};  // that validators may be put into (AsValidated)
  uint32_t answers = 1;                    // that are due
  size_t variant = 0;                      // of an abuse (load/http2_abuse.h)
};

// What spec.shape makes of spec.replay, or of spec.request: one or more, sent one after another,
// over and over. Errors: those of CheckRequest.
[[nodiscard]] Result<std::vector<RenderedRequest>> RenderShaped(const TrafficSpec& spec);

// The same operation with rendered.source's placeholders filled (load/template.h), and with these
// cookies behind its own; empty: none. It has a source.
RenderedRequest RenderAgain(const TrafficSpec& spec, const RenderedRequest& rendered,
                            uint64_t number, uint64_t seed, std::string_view cookies = {});

// It sends cookies whoever the visitor is.
bool HasCookie(const RequestSpec& request);

// The same operation with what the server has said of the resource, in place of what the shape made
// up; nothing where HTTP does not allow that. `rendered.shaped` is set.
std::optional<RenderedRequest> AsValidated(const TrafficSpec& spec, const RenderedRequest& rendered,
                                           const Validators& validators);

}  // namespace seep
