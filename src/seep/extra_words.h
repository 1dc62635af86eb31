#pragma once
// Words on the command line that are no option, no option's value and no argument.

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace seep {

// Of `app` or of the command that was given.
bool HasExtra(const CLI::App& app);

// Throws CLI::ValidationError that names the first one. Requires HasExtra().
[[noreturn]] void RefuseExtra(const CLI::App& app);

// The command that `app`, which is a prefix_command(), is to start: what stands behind --, or
// everything from the first word on that is no option, with a -- of its own in it. Throws
// CLI::ValidationError for an unknown option, and when there is no command.
std::vector<std::string> CommandToStart(const CLI::App& app,
                                        std::vector<std::string> behind_dashes);

}  // namespace seep
