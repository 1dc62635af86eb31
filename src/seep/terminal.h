#pragma once
// What we are printing to.

#include <cstddef>

namespace seep {

bool StderrIsTerminal();
size_t TerminalColumns();  // of standard error; 80 when it does not say

size_t StdoutColumns();  // of standard output; 120 when it is no terminal

// Standard output is a terminal, and neither NO_COLOR (no-color.org) nor TERM=dumb is set.
bool StdoutWantsColor();

}  // namespace seep
