#pragma once
// A summary as lines of text.

#include <string>

#include "report/summary.h"

namespace seep {

// "LEAK  live heap grows by 288 B a request\n  growth    275 MiB a million requests\n …"
std::string SummaryText(const Summary& summary);

}  // namespace seep
