#pragma once
// The "#!" line of a script.

#include <optional>
#include <string>
#include <string_view>

namespace seep {

// The program that runs a script, from the beginning of the file (256 bytes of it are all that the
// kernel reads). Of "#!/usr/bin/env [-S] [NAME=VALUE …] PROGRAM" that is PROGRAM, found in
// `search_path` ("/usr/bin:/bin"). Nothing when it is no script; the name as it stands there when
// nothing of that name is found. Source: execve(2), env(1).
std::optional<std::string> InterpreterOf(std::string_view head, std::string_view search_path);

}  // namespace seep
