#pragma once
// Waiting for a server to answer.

#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "model/traffic.h"
#include "process/target.h"

namespace seep {

// Waits until something accepts connections at the endpoint and, when `http` is set, answers a
// GET for `path` with a status line; the answer is read to its end, but no longer than 64 KiB or a
// silence of 200 ms. Error messages give the reason: the target exited (with its
// last output), went into the background, listens elsewhere (which ports its tree listens on),
// accepts but does not answer, or answers something else than HTTP. Errors: kExited, kTimeout,
// kProtocol, kInterrupted, all of fault kTarget; kBadInput for a host without an address; kInUse
// when the answer came from a process outside the tree that holds the port.
[[nodiscard]] Result<> WaitReady(Target& target, const Endpoint& endpoint, const std::string& path,
                                 bool http, milliseconds timeout, std::stop_token stop);

}  // namespace seep
