#pragma once
// Where the sources of a project are.

#include <string>

namespace seep {

// The nearest folder, from the current one upwards, with a `.git` in it; else the current one.
std::string SourceRoot();

}  // namespace seep
