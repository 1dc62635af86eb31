#pragma once
// A summary as lines of text.

#include <string>

#include "report/style.h"
#include "report/summary.h"

namespace seep {

// "LEAK  live heap grows by 288 B a request\n  growth    275 MiB a million requests\n …": the
// verdict, the facts with a drawing of their readings, and what to do next. No line is wider than
// the style has columns; a command that is, goes on behind a backslash and can be typed as it is.
std::string SummaryText(const Summary& summary, const Style& style);

// Parts of it.
std::string FactRows(const Fact& fact, const Style& style);
std::string NextRows(const Summary& summary, const Style& style);

// As which of a meter's outcomes one of a run is coloured.
Outcome ColoredAs(RunOutcome outcome);

}  // namespace seep
