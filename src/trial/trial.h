#pragma once
// A run, from the command to the verdict.

#include <stop_token>

#include "model/plan.h"
#include "model/run_result.h"
#include "trial/rounds.h"

namespace seep {

// Starts the helpers and the target, runs the rounds, stops all of it. Whatever happens, a result
// comes back: RunResult::failure says what went wrong, and nothing that was started is left
// running.
RunResult RunTrial(const Plan& plan, const std::stop_token& stop, const ProgressFn& progress);

}  // namespace seep
