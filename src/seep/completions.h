#pragma once
// Scripts that complete words of a command line.

#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "base/error.h"

namespace seep {

// Of `app`'s commands and their options, for "bash", "zsh" or "fish". Error kBadInput: another
// shell.
[[nodiscard]] Result<std::string> CompletionScript(const CLI::App& app, std::string_view shell);

}  // namespace seep
