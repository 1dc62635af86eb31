#pragma once
// The options of `run` and `hunt` that say what is started and how it is judged.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "model/plan.h"

namespace seep {

// Part of ParseOptions. `plan` has to outlive the parsing.
void AddTargetOptions(CLI::App* app, Plan& plan);

// Has it {upstream}, the address of an upstream of Seep's own?
bool NamesUpstream(const std::vector<std::string>& command);
// What serves it, as a helper's command.
std::vector<std::string> UpstreamHelper(std::string_view name);

inline constexpr uint32_t kConnectionsMax = 20'000;

// The note on placeholders and names, for the command's help.
inline constexpr const char* kPlaceholders =
    "{port} in COMMAND is replaced by a free port, which is also in PORT; {port2} … {port9}\n"
    "are others, the same in --with; {socket}: the path of a Unix socket to listen on;\n"
    "{upstream}: the address of an upstream of Seep's. NAME: a server of seep.toml.\n";

}  // namespace seep
