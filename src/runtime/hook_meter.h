#pragma once
// Asks the processes that have loaded one of the hooks (runtime/hook_answer.h has the protocol).

#include <memory>
#include <string>

#include "base/clock.h"
#include "runtime/runtime_meter.h"

namespace seep {

// A socket with this path, of which the folder is there; `hooks` is the folder of the hooks. A
// process has `patience` to answer. Errors: kIo.
[[nodiscard]] Result<std::unique_ptr<RuntimeMeter>> MakeHookMeter(const std::string& path,
                                                                  const std::string& hooks,
                                                                  milliseconds patience);

// The socket is in $TMPDIR or /tmp, and the hooks are where they are installed. Errors: kNotFound
// (they are neither beside the program nor in ../lib/seep), kIo.
[[nodiscard]] Result<std::unique_ptr<RuntimeMeter>> MakeHookMeter(milliseconds patience);

}  // namespace seep
