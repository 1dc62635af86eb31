#pragma once
// The bytes of a request, rendered once and sent over and over.

#include <string>
#include <string_view>

#include "base/error.h"
#include "model/traffic.h"

namespace seep {

// Head and body of `request` as they go over the wire (RFC 9112 §3, §5, §6), sent as `spec` says.
// Host, User-Agent and Accept are added unless request.headers has them; so is Connection, "close"
// for HTTP/1.1 with one connection a request and "keep-alive" for HTTP/1.0 with more. Errors:
// CheckRequest's.
[[nodiscard]] Result<std::string> RenderRequest(const TrafficSpec& spec,
                                                const RequestSpec& request);

// Errors, all kBadInput and fault kUser, name what HTTP does not allow: a method, target, field
// name or value with bytes that would break the message, CONNECT, and a Content-Length or
// Transfer-Encoding of the user's own. Placeholders (load/template.h) are filled before.
[[nodiscard]] Result<> CheckRequest(const RequestSpec& request);

// It has one, be it empty, whose length is said.
bool HasBody(const RequestSpec& request);

// Not empty, and of visible ASCII without "#": what may stand on a request line (RFC 9112 §3.2).
bool IsTarget(std::string_view text);

}  // namespace seep
