#pragma once
// The field Forwarded (RFC 7239).

#include <string_view>

#include "http/writer.h"

namespace sluice {

struct ForwardedElement {
  std::string_view client;  // an address without port, or "unknown"
  std::string_view host;    // as the client has it; empty: it has none
  std::string_view scheme;
};

// Writes `for=192.0.2.7;host="example.org:8080";proto=http`.
void WriteForwarded(const ForwardedElement& element, seep::HeadWriter& out);

}  // namespace sluice
