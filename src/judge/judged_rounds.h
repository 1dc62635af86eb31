#pragma once
// Which rounds of a run are judged.

#include <optional>
#include <span>
#include <string>

#include "model/run_result.h"

namespace seep {

// All; but where different requests are sent one after another, those after the first pass, in
// which each of them is new to the server: a cache of what they ask for fills in that pass, and
// what goes on growing with the same requests again is no such cache.
std::span<const Round> JudgedRounds(const RunResult& result);

// The sentence that says so, while too few rounds came after the first pass to judge.
std::optional<std::string> StillNew(const RunResult& result);

}  // namespace seep
