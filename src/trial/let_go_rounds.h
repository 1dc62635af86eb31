#pragma once
// Waits for a server to let go of what it holds, over and over: what is left at their ends decides
// (judge/let_go.h).

#include "trial/rig.h"

namespace seep {

// A wait that goes on until nothing goes away any more, for a second after the last fall at least;
// `begin` is when it began, which may be some readings ago. Its length; 0 when there is no going
// on.
double WaitForTheLastFall(Rig& rig, double begin);

// Rounds, and a wait of so many seconds, until the requests have doubled, and on until that decides
// or the budget is used up. False when there is no going on.
bool WaitAgainAndAgain(Rig& rig, double seconds);

}  // namespace seep
