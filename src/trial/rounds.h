#pragma once
// The rounds of a run: traffic, quiet, sample, look; until the engine decides or the budget is
// used.

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "heap/reader/heap_meter.h"
#include "load/generator.h"
#include "model/run_result.h"
#include "process/quiet.h"
#include "process/target.h"
#include "runtime/runtime_meter.h"
#include "sample/sampler.h"

namespace seep {

// What the terminal can show while a run goes on.
struct TrialProgress {
  enum class Phase : uint8_t { kStarting, kTraffic, kIdle, kSites, kStopping };
  Phase phase = Phase::kStarting;
  std::string label = {};  // of several runs, which
  size_t round = 0;
  uint64_t requests = 0;
  double requests_per_second = 0;
  double budget_share = 0;                          // of the run's time or requests, 0 … 1
  const std::vector<double>* held_bytes = nullptr;  // after each round so far
};
using ProgressFn = std::function<void(const TrialProgress&)>;

// What the rounds are run with: the real things, or fakes in tests. Borrowed.
struct Equipment {
  std::vector<LoadGenerator*> legs;  // one for each of Plan::legs
  Sampler* sampler = nullptr;
  HeapMeter* heap = nullptr;        // nullptr: the live heap is not counted
  RuntimeMeter* runtime = nullptr;  // nullptr: no runtime is asked
  Target* target = nullptr;
  std::function<QuietReport()> wait_quiet;
  std::function<void(milliseconds)> pause;  // sends nothing for that long
  std::function<TimePoint()> now;
};

// Runs the rounds and judges them; fills first, rounds, load, seconds, meters, mappings, idle,
// trim, sites, runtime_note, outcome, reason, cause, and failure when the target dies, refuses the
// traffic or cannot be read. A stop request ends it with what is known.
void RunRounds(const Plan& plan, const Equipment& equipment, const std::stop_token& stop,
               const ProgressFn& progress, RunResult& result);

}  // namespace seep
