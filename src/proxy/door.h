#pragma once
// Where clients come in.

#include <string>

#include "base/fd.h"

namespace sluice {

struct Door {
  std::string port;  // that clients connect to
  bool tls = false;
};

// A socket of one thread at a door.
struct DoorSocket {
  seep::UniqueFd fd;
  Door door;
};

}  // namespace sluice
