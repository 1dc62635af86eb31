#pragma once
// Files that Seep brings along for its targets, found beside the program.

#include <optional>
#include <string>

namespace seep {

// The folder of the running program, with a slash at its end.
std::string OwnFolder();

// The path, without symbolic links, of a file in `folder` (which ends with a slash), or in
// ../lib/seep from there, where it is installed.
std::optional<std::string> FindOwnFile(const std::string& folder, const std::string& name);

}  // namespace seep
