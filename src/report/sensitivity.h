#pragma once
// How small a leak would have been seen.

#include <string>

#include "model/run_result.h"

namespace seep {

// What a leak would have to exceed to be seen, by each meter of memory: "0.22 B a request", "0.016
// B a request in the live heap, or 3.2 B elsewhere". Empty where memory was not judged.
std::string Sensitivity(const RunResult& result);

}  // namespace seep
