#pragma once
// An endpoint in words.

#include <string>

#include "model/traffic.h"

namespace seep {

// "127.0.0.1:80", "[::1]:80": as in a Host field.
std::string AuthorityOf(const Endpoint& endpoint);
// The same, or "unix:/path": where to connect, for a message.
std::string PlaceOf(const Endpoint& endpoint);

}  // namespace seep
