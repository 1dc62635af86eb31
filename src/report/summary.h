#pragma once
// What a run comes to, in plain words: each report is made from it, so that all of them say the
// same.

#include <optional>
#include <string>
#include <vector>

#include "model/run_result.h"
#include "report/named_run.h"
#include "report/readings.h"

namespace seep {

struct Fact {
  std::string label;  // one word: "growth", "where", "memory"; empty: of the fact before
  std::string text;   // one sentence, without a full stop
  // Of which the text tells the first and the last, for reports that draw them.
  std::optional<Readings> readings = std::nullopt;
};

struct Summary {
  RunOutcome outcome = RunOutcome::kInconclusive;
  std::string verdict;      // its name: "LEAK", "CLEAN", "INCONCLUSIVE", "FAILED"
  std::string headline;     // one sentence, without the verdict and a full stop
  std::vector<Fact> facts;  // in the order in which they are told; a label may come again
  std::string next;         // what to do now: one sentence; empty: nothing
  std::string command;      // of it, what to type; empty: nothing
};

Summary Summarize(const RunResult& result);
// The same, with what was ruled as the first fact.
Summary Summarize(const NamedRun& named);

}  // namespace seep
