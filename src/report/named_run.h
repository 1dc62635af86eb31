#pragma once
// What reports of one run and of several are made from.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/run_result.h"

namespace seep {

// What came of a run, the worst last. A leak that was found is what a hunt is for, whatever a
// server makes of another shape.
enum class RunOutcome : uint8_t { kClean, kInconclusive, kFailed, kLeak };
std::string_view Name(RunOutcome outcome);  // "CLEAN", "INCONCLUSIVE", "FAILED", "LEAK"
RunOutcome OutcomeOf(const RunResult& run);

// What a test says of a run where its verdict alone does not decide.
struct Ruling {
  RunOutcome counts_as = RunOutcome::kClean;  // kClean: the test passes
  std::string by;                             // one word: "expect", "baseline"
  std::string reason;                         // one sentence, without a full stop
};

struct NamedRun {
  std::string name;  // tells it from the others of its report
  const RunResult* run = nullptr;
  std::optional<Ruling> ruling = {};
};

// What it counts as: by its ruling, or else by its verdict.
RunOutcome CountsAs(const NamedRun& named);

// Of a single run: its command as it was typed, "node server.js", or the source of a series.
NamedRun Named(const RunResult& result);

// Of a hunt, what was sent.
std::string ShapeOf(const RunResult& run);

// Of a hunt: each by its shape.
std::vector<NamedRun> NamedByShape(std::span<const RunResult> runs);

// What the worst of several counts as; kClean where there are none.
RunOutcome WorstOf(std::span<const NamedRun> runs);
// The word for all of them: the name of the worst; "PASSED" where what is not CLEAN passes, and
// "FAILED" where what fails does not leak.
std::string_view VerdictOf(std::span<const NamedRun> runs);

// The worst first, and of leaks the largest.
std::vector<NamedRun> WorstFirst(std::vector<NamedRun> runs);

}  // namespace seep
