#pragma once
// Which rounds are sent in parts, and when there are pauses, so that growth can be told by
// requests, connections and seconds. Nothing of it happens while nothing grows.

#include "base/clock.h"
#include "model/run_result.h"

namespace seep {

// Does a meter grow, as far as the last Judge has seen? By its estimate alone: growth with time is
// uneven over requests, and its interval wide.
bool SomethingGrows(const RunResult& result);

// The same of a series that was long enough to be judged: worth pauses behind the budget.
bool GrowthIsJudged(const RunResult& result);

// To tell what grows with what, rounds are to be sent in parts: something grows, its legs differ,
// and fewer than a dozen of the later half of the rounds were. The series stays even: a round has
// the same traffic either way.
bool WantsParts(const RunResult& result);

// The next round is to be sent in parts. Not while what grows may be a warm-up: with two readings a
// leg a round takes twice as long.
bool PartsDue(const RunResult& result);

// Fewer than five pauses were taken over the later half of the rounds.
bool WantsPauses(const RunResult& result);

// How long a pause is, `elapsed` seconds into the run: a hundredth of that, 0.1 to 0.4 s.
milliseconds PauseLength(double elapsed);

// A pause is due before the next round: not directly after the last one, and all of them take at
// most a tenth of the run.
bool PauseDue(const RunResult& result, double elapsed);

}  // namespace seep
