#pragma once
// What we are printing to.

#include <cstddef>

#include "report/style.h"

namespace seep {

bool StderrIsTerminal();
size_t TerminalColumns();  // of standard error; 80 when it does not say

// Of a report that goes to standard output, or else to standard error. As many columns as the
// terminal has, from 60 to 120; 80 where it is none, or neither it nor $COLUMNS says. Colours where
// it is a terminal, and neither NO_COLOR (no-color.org) nor TERM=dumb is set.
Style ReportStyle(bool on_stderr);

}  // namespace seep
