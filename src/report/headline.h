#pragma once
// What a report begins with.

#include <string>

#include "model/run_result.h"

namespace seep {

// One sentence behind the verdict, without a full stop: "live heap grows by 288 B a request", "no
// leak above 0.22 B a request"; of what is undecided or failed, why.
std::string Headline(const RunResult& result);

// As people read the meter; a series that was recorded elsewhere has a name of its own.
std::string TitleOf(const RunResult& result, const MeterVerdict& judged);

}  // namespace seep
