#pragma once
// A descriptor that makes another thread's wait end.

#include "base/error.h"
#include "base/fd.h"

namespace sluice {

// Readable for ever once it has been rung. Error kIo when there is no descriptor left.
[[nodiscard]] seep::Result<seep::UniqueFd> CreateWakeup();
// Async-signal-safe.
void Ring(int wakeup);
// Until it is rung again.
void Silence(int wakeup);

}  // namespace sluice
