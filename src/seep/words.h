#pragma once
// Commands and headers given as one string.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace seep {

// Splits as a shell does: blanks separate; '…' and "…" quote; \ quotes the next character, except
// inside '…'. No variables, globs or pipes. Errors: an open quote, or no words at all.
[[nodiscard]] Result<std::vector<std::string>> SplitCommand(std::string_view text);

// "Name: value" → {"Name", "value"}. Error: no colon.
[[nodiscard]] Result<std::pair<std::string, std::string>> SplitHeader(std::string_view text);

}  // namespace seep
