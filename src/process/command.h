#pragma once
// A command line made ready for execve(2).

#include <string>
#include <vector>

#include "base/error.h"
#include "process/target.h"

namespace seep {

struct Command {
  std::string path;                      // the program, found in PATH where it has no slash
  std::vector<std::string> words;        // {port} replaced
  std::vector<std::string> environment;  // "NAME=value", Seep's own first
};

// Errors: kBadInput (no command), kNotFound, kPermission; fault kUser, with the path or the name
// that was tried.
[[nodiscard]] Result<Command> PrepareCommand(const LaunchSpec& spec);

}  // namespace seep
