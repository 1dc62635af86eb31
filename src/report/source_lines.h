#pragma once
// Lines of source code, for reports that show them.

#include <functional>
#include <string>

namespace seep {

// The line, from 1, of a file as a call stack names it; empty where it cannot be read. Whoever
// makes a report decides which files may be read; an empty function reads none.
using SourceLines = std::function<std::string(const std::string& file, int line)>;

}  // namespace seep
