#pragma once
// Connections of HTTP/2 clients that go away or misbehave, as bytes: what is not left to a session.

#include <string>

#include "load/http2_request.h"
#include "model/traffic.h"

namespace seep {

// Does spec speak HTTP/2 of the kind that a session keeps (load/http2.h)? Else all bytes of a
// connection are known beforehand, and what the server sends is not looked at.
bool HasHttp2Session(const TrafficSpec& spec);

// So many connections of an abuse differ, and are sent in turn; 1 where there is one.
size_t Http2Variants(const Shape& shape);
// All that is sent on a connection, from the preface on. `variant` is below Http2Variants.
std::string RenderHttp2(const Shape& shape, const Http2Request& request, size_t variant);

}  // namespace seep
