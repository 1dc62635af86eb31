#pragma once
// Waits for a server to let go of what it holds, over and over: what is left at their ends decides
// (judge/let_go.h).

#include "trial/rig.h"

namespace seep {

// A wait that goes on until nothing goes away any more, for a second after the last fall at least;
// `begin` is when it began, which may be some readings ago. Its length in seconds. It ends early
// where it would take more than `seconds_max`, by what has gone away so far: its length is what it
// would come to, then. Also when the run is stopped or fails.
double WaitForTheLastFall(Rig& rig, double begin, double seconds_max);

// Rounds, and a wait of so many seconds, until the requests have doubled, and on until that decides
// or the budget is used up. False when there is no going on.
bool WaitAgainAndAgain(Rig& rig, double seconds);

}  // namespace seep
