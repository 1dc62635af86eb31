#pragma once
// Changes of the protocol on a connection (RFC 9110 §7.8): WebSocket and others, which are
// tunnelled once both sides have agreed. Pure functions.

#include <cstddef>
#include <string_view>

#include "http/message.h"

namespace sluice {

inline constexpr size_t kProtocolBytesMax = 32;

// The protocol that a request asks to change to, and that may be passed on; a view into the head.
// Empty where it asks for none, or for one that is not: several at once; longer names than
// kProtocolBytesMax; in HTTP/1.0, or with a body, which would have to be told from what follows;
// and HTTP and TLS themselves, behind which requests would pass that nobody has looked at.
std::string_view UpgradeWanted(const seep::RequestHead& head);

// Has the answer, a 101, changed to it?
bool ChangesTo(const seep::ResponseHead& head, std::string_view protocol);

}  // namespace sluice
