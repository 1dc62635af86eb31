#pragma once
// A reader that takes the grammar of RFC 9112 at its word. It shares no code with src/http, so that
// a fault there cannot hide here.

#include <span>
#include <string>
#include <string_view>

#include "proxy/reading.h"

namespace sluice::testing {

// kSluice asks for more: what sluice writes has one form. It has no empty lines before a request,
// one Content-Length or one Transfer-Encoding, and no extensions of chunks.
enum class WrittenBy { kAnybody, kSluice };

Reading ReadRequestsStrictly(std::string_view bytes, WrittenBy by);

// `methods`: of the requests that these are the answers to. The bytes are all that came until the
// connection's end, which ends a body where nothing else does.
Reading ReadResponsesStrictly(std::string_view bytes, std::span<const std::string> methods,
                              WrittenBy by);

}  // namespace sluice::testing
