#pragma once
// The seep.toml that `seep init` writes.

#include <span>
#include <string>

namespace seep {

// A file with one server, "web", of this command; what else is often needed is there as comments.
// What is no UTF-8 in the command becomes "?".
std::string NewProject(std::span<const std::string> command);

}  // namespace seep
