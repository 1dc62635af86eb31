#pragma once
// The options of `run` and `hunt` that say what is started and how it is judged.

#include <CLI/CLI.hpp>

#include "model/plan.h"

namespace seep {

// Part of ParseOptions. `plan` has to outlive the parsing.
void AddTargetOptions(CLI::App* app, Plan& plan);

inline constexpr uint32_t kConnectionsMax = 20'000;

// The note on placeholders, for the command's help.
inline constexpr const char* kPlaceholders =
    "{port} in COMMAND is replaced by a free port, which is also in PORT; {port2} … {port9}\n"
    "are others, the same in --with.\n";

}  // namespace seep
