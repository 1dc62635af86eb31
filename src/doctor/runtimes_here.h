#pragma once
// The runtimes that this machine has, and whether their heaps can be read.

#include <stop_token>
#include <vector>

#include "model/finding.h"

namespace seep {

// Node.js, Bun, Python, Ruby and Java, as far as they are in PATH: each runs a program of one line,
// which is asked for its heap as a server would be.
std::vector<Finding> ExamineRuntimes(const std::stop_token& stop);

}  // namespace seep
