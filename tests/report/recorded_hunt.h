#pragma once
// Runs of a hunt as they could have been, for the reports' tests.

#include <vector>

#include "report/named_run.h"
#include "report/recorded_run.h"

namespace seep {

inline RunResult RecordedUnder(const char* shape, Outcome outcome) {
  RunResult run = RecordedLeak();
  run.plan.legs[0].shape.name = shape;
  run.outcome = outcome;
  for (MeterVerdict& judged : run.meters) judged.verdict.outcome = outcome;
  run.load.statuses.answers = {{200, 30'000}};
  return run;
}

inline RunResult RecordedFailure(const char* shape) {
  RunResult run = RecordedUnder(shape, Outcome::kInconclusive);
  run.failure = Error{ErrorKind::kExited, Fault::kTarget, "the server died", 0};
  return run;
}

// One of each outcome: clean, undecided, failed, leaking.
inline std::vector<RunResult> RecordedHunt() {
  return {RecordedUnder("close", Outcome::kClean), RecordedUnder("range", Outcome::kInconclusive),
          RecordedFailure("head"), RecordedUnder("abort", Outcome::kLeak)};
}

// Of a test: a leak that was expected and is there, one that is not there, and a run without a
// ruling.
struct RecordedTest {
  RunResult leak = RecordedUnder("close", Outcome::kLeak);
  RunResult clean = RecordedUnder("close", Outcome::kClean);
  NamedRun as_expected{"old", &leak, Ruling{RunOutcome::kClean, "expect", "a leak"}};
  NamedRun unexpected{"fixed", &clean, Ruling{RunOutcome::kLeak, "expect", "a leak is missing"}};
  NamedRun plain{"web", &clean};
};

}  // namespace seep
