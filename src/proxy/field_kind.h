#pragma once
// What a proxy does with a field, by its name.

#include <cstdint>
#include <string_view>

#include "http/message.h"

namespace sluice {

enum class FieldKind : uint8_t {
  kEndToEnd,  // passed on as it is
  kHop,       // meant for this hop only: removed (RFC 9110 §7.6.1)
  kFraming,   // Content-Length, Transfer-Encoding: written anew
  kTrailer,   // Trailer: goes where the trailers go
  kMimic,     // in a request: taken by many servers for one of these or of those below
  kHost,
  kVia,
  kForwardedFor,
  kForwardedPort,
  kForwardedHost,
  kForwardedProto,
  kForwarded,
  kForwardedOther,  // says where a request came from, in another way
  kExpect,
  kMaxForwards,
  kServer,
  kDate,
};
FieldKind Classify(std::string_view name);

// The fields that Connection names besides close and keep-alive. What is known to be meant for
// every recipient stays, whatever Connection says (RFC 9110 §7.6.1): or a client could strip the
// X-Forwarded-For, Host or Cookie that the upstream relies on. What is not known may be an
// extension of the hop, and goes.
class ConnectionOptions {
 public:
  static constexpr size_t kOptionsMax = 32;

  explicit ConnectionOptions(const seep::MessageHead& head);
  bool too_many() const { return too_many_; }
  bool Removes(std::string_view name) const;

 private:
  size_t count_ = 0;
  bool too_many_ = false;
  std::array<std::string_view, kOptionsMax> names_;
};

}  // namespace sluice
