#pragma once
// What a report of a leak begins with.

#include "model/run_result.h"

namespace seep {

// Of a LEAK, the meter that says most of it; nullptr where nothing leaks.
//
// Of memory that leaks, or goes on growing beyond its tolerance without being judged a leak: what
// is counted (live heap, runtime heap, the larger of the two) where it is half or more of what
// anonymous memory grows by, which has all of them in whole pages; else anonymous memory. What is
// counted in pieces (descriptors, threads, sockets, mappings) leads only where memory does not
// grow: each of them is held in memory, too, and that it takes some says less than how much.
const MeterVerdict* LeadingMeter(const RunResult& result);

}  // namespace seep
