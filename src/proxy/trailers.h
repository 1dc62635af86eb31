#pragma once
// Fields behind a chunked body (RFC 9110 §6.5).

#include <string_view>

#include "http/message.h"

namespace sluice {

// Has the sender of the request said that it understands them? (RFC 9110 §10.1.4)
bool WantsTrailers(const seep::RequestHead& head);

// May a field of that name stand there? Not what a recipient needs before the body, to frame,
// route, authenticate or understand it (RFC 9110 §6.5.1).
bool MayBeTrailer(std::string_view name);

}  // namespace sluice
