#pragma once
// A file that the user names, read whole.

#include <string>

#include "base/error.h"

namespace seep {

// At most 1 GiB. Errors, fault kUser: kNotFound, kPermission, kBadInput (too large, a directory):
// "cannot read run.json: No such file or directory".
[[nodiscard]] Result<std::string> ReadInputFile(const std::string& path);

// The same; "-" is standard input.
[[nodiscard]] Result<std::string> ReadInput(const std::string& path);

// As messages call it: the path, or "standard input" for "-".
std::string InputName(const std::string& path);

}  // namespace seep
