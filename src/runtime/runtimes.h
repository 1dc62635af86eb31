#pragma once
// All the runtimes that Seep knows how to ask, as one RuntimeMeter. A new kind of asking is a file
// and a line in runtimes.cc; a runtime that loads a hook is one in hooked_runtimes.cc.

#include <memory>
#include <string>

#include "runtime/runtime_meter.h"

namespace seep {

// `note` becomes why some cannot be asked; the others are.
[[nodiscard]] std::unique_ptr<RuntimeMeter> MakeRuntimeMeter(std::string& note);

// What several say together: of each process one says something, or none.
[[nodiscard]] std::unique_ptr<RuntimeMeter> Together(
    std::vector<std::unique_ptr<RuntimeMeter>> kinds);

}  // namespace seep
