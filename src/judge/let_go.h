#pragma once
// A server that holds what it gets for some seconds, as a store of sessions does: what it keeps is
// what is left at the ends of waits.

#include "model/run_result.h"

namespace seep {

// Of what a meter of memory grew by since before the first request, the share that has gone away in
// the first wait so far. 0 without a wait, and where less went away than its tolerance's floor.
double ShareLetGo(const RunResult& result, Meter meter);
// Of what knows best what the program holds: its runtime, else the live heap, else its pages. What
// a runtime's compiler has from malloc comes and goes by itself.
double ShareLetGo(const RunResult& result);

// A quarter of it or more: the meters of memory follow the requests of the last seconds.
bool LetsGo(const RunResult& result);

// The same meters are undecided and go up and down, or up: over the last quarter of the requests,
// by more than a leak at the tolerance adds in half of the whole run, of which `share` is over.
// More requests would not decide them.
bool GoesUpAndDown(const RunResult& result, double share);

// How long it takes for that, with some to spare; 0 where it does not.
double SecondsToLetGo(const RunResult& result);

// Between two waits, or before the first, there was traffic for twice as long, and the meter stayed
// level over the end of that.
bool LevelsOff(const RunResult& result, Meter meter);

}  // namespace seep
