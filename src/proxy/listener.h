#pragma once
// Where clients come in.

#include <string>

#include "base/fd.h"

namespace sluice {

struct Listener {
  std::string port;  // that clients connect to
  bool tls = false;
};

// A socket of one thread for it.
struct ListenerSocket {
  seep::UniqueFd fd;
  Listener listener;
};

}  // namespace sluice
