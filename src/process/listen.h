#pragma once
// Who listens where.

#include <cstdint>
#include <stop_token>

#include "base/clock.h"
#include "base/error.h"
#include "process/target.h"

namespace seep {

// Can a server not have this TCP port of 127.0.0.1, because somebody else does? Tried by binding to
// it.
bool PortTaken(uint16_t port);

// Waits until a process of the tree listens on any TCP port; one that goes into the background is
// as good. Errors: kExited and kTimeout, with its last output; kInterrupted.
[[nodiscard]] Result<> WaitListening(Target& target, milliseconds timeout,
                                     const std::stop_token& stop);

}  // namespace seep
