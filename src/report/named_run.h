#pragma once
// What reports of one run and of several are made from.

#include <span>
#include <string>
#include <vector>

#include "model/run_result.h"

namespace seep {

struct NamedRun {
  std::string name;  // tells it from the others of its report
  const RunResult* run = nullptr;
};

// Of a single run: its command as it was typed, "node server.js", or the source of a series.
NamedRun Named(const RunResult& result);

// Of a hunt: each by its shape.
std::vector<NamedRun> NamedByShape(std::span<const RunResult> runs);

// LEAK first, then what failed, INCONCLUSIVE, CLEAN; of leaks the largest first.
std::vector<NamedRun> WorstFirst(std::vector<NamedRun> runs);

// Of the runs, what counts: as WorstFirst orders them. "CLEAN" where there are none.
std::string_view WorstVerdict(std::span<const NamedRun> runs);

}  // namespace seep
