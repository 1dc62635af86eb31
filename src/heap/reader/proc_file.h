#pragma once
// A file under /proc as one string.

#include <string>

namespace seep {

// The whole file, at most 64 MiB of it; empty when it cannot be read.
std::string ReadWholeFile(const std::string& path);

}  // namespace seep
