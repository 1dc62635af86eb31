#pragma once
// Placeholders that would stay as they are, where a server reads them.

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "model/plan.h"

namespace seep {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

// Variables that are inherited and have a brace, and files that the command names and that look
// like a configuration.
NamedTexts InheritedTexts();
NamedTexts ConfigurationsOf(const std::vector<std::string>& command);

// Placeholders are replaced in the words of the commands and in requests only. Errors, kBadInput
// and fault kUser, name one that is none ("{port10}") in a word of a command, and one in a text
// beside it ("{port2}" in a configuration or an inherited variable) whose value the command is not
// told: nothing would be there, and the server would answer that all the same. Both are too like
// what other programs mean by braces to be looked for in any other place or form.
[[nodiscard]] Result<> CheckLeftover(const std::vector<std::string>& command,
                                     const NamedTexts& beside);
[[nodiscard]] Result<> CheckLeftover(const Plan& plan);

}  // namespace seep
