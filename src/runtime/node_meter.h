#pragma once
// The real RuntimeMeter, put together from its parts.

#include <memory>
#include <string>

#include "base/clock.h"
#include "runtime/runtime_meter.h"

namespace seep {

// A socket with this path, of which the folder is there; `hook` is the path of node_hook.cjs. A
// process has `patience` to answer. Errors: kIo.
[[nodiscard]] Result<std::unique_ptr<RuntimeMeter>> MakeNodeMeter(const std::string& path,
                                                                  const std::string& hook,
                                                                  milliseconds patience);

}  // namespace seep
