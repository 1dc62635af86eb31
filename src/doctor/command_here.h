#pragma once
// What Seep can see of the server that a command starts, before it is started.

#include <string>
#include <vector>

#include "model/finding.h"

namespace seep {

// Its program, the interpreter that runs it, what that is (static, of musl, set-user-ID, built by
// Go, with a runtime that loads a hook), and a launcher that clears the environment.
std::vector<Finding> ExamineCommand(const std::vector<std::string>& command);

}  // namespace seep
