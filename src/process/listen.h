#pragma once
// Who listens where.

#include <cstdint>
#include <stop_token>

#include "base/clock.h"
#include "base/error.h"
#include "model/traffic.h"
#include "process/target.h"

namespace seep {

// Can a server not have this TCP port, because somebody else does, at one of the host's addresses?
// Tried by binding to it. A host without an address has no port that is taken.
bool PortTaken(const Endpoint& endpoint);

// Waits until a process of the tree listens on any TCP port; one that goes into the background is
// as good. Errors: kExited and kTimeout, with its last output; kInterrupted.
[[nodiscard]] Result<> WaitListening(Target& target, milliseconds timeout,
                                     const std::stop_token& stop);

}  // namespace seep
