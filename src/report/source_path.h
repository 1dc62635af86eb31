#pragma once
// Names of source files as call stacks have them.

#include <string_view>

namespace seep {

// Without "file://", which Node.js puts before modules, and without the way up from a build folder
// to the project's: "../../src/cache.cc" → "src/cache.cc".
std::string_view SourcePath(std::string_view file);

}  // namespace seep
