#pragma once
// The verdict on a run that was recorded, by the engine of this build.

#include "model/run_result.h"

namespace seep {

// Sets meters, outcome, reason and cause of a run as record/run_reader.h gives it; `outcome` comes
// in as it was recorded. A run that failed stays as it is.
//
// LEAK takes staying power: where the recorded run ended before that share of its budget (it was
// CLEAN by then, or was broken off), a LEAK now is held back. And a LEAK that was none when it was
// recorded lacks the pause without requests that tells growth with requests from growth with time:
// a warning says so.
void Rejudge(RunResult& result);

}  // namespace seep
