#pragma once
// What reports of one run and of several are made from.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/run_result.h"

namespace seep {

struct NamedRun {
  std::string name;  // tells it from the others of its report
  const RunResult* run = nullptr;
};

// Of a single run: its command as it was typed, "node server.js", or the source of a series.
NamedRun Named(const RunResult& result);

// Of a hunt, what was sent.
std::string ShapeOf(const RunResult& run);

// Of a hunt: each by its shape.
std::vector<NamedRun> NamedByShape(std::span<const RunResult> runs);

// What came of a run, the worst last. A leak that was found is what a hunt is for, whatever a
// server makes of another shape.
enum class RunOutcome : uint8_t { kClean, kInconclusive, kFailed, kLeak };
std::string_view Name(RunOutcome outcome);  // "CLEAN", "INCONCLUSIVE", "FAILED", "LEAK"
RunOutcome OutcomeOf(const RunResult& run);

// Of several; kClean where there are none.
RunOutcome WorstOf(std::span<const NamedRun> runs);

// The worst first, and of leaks the largest.
std::vector<NamedRun> WorstFirst(std::vector<NamedRun> runs);

}  // namespace seep
