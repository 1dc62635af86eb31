#pragma once
// What Seep can and cannot use on this machine, and for one command.

#include <stop_token>
#include <string>
#include <vector>

#include "model/finding.h"

namespace seep {

// Starts programs of a line to see whether their memory can be read: some seconds. With a
// `command`, what can be seen of the server that it starts comes first; it is not started.
Examination Examine(const std::vector<std::string>& command, const std::stop_token& stop);

}  // namespace seep
