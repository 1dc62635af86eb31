#pragma once
// Commands as people type them.

#include <span>
#include <string>

namespace seep {

// One line for a POSIX shell, each word quoted where it has to be: {"a b", "c"} → "'a b' c".
std::string ShellLine(std::span<const std::string> words);

}  // namespace seep
