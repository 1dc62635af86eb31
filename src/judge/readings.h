#pragma once
// The series of a meter that is judged.

#include <functional>
#include <vector>

#include "model/run_result.h"

namespace seep {

using Reader = std::function<double(const Sample&)>;

// The readings after traffic, by the requests that were answered. What a meter gained in a pause is
// left out of those after it: that is no growth with requests, and would look like a step. So are
// the replayed requests, and what it gained in them, or in a round without an answer; and what it
// lost in a cool-down in which much went away: that is evidence of its own (judge/drain.h). Where
// the rounds before a pause had no reading that counts, that of the pause stands for theirs.
std::vector<Point> Readings(const RunResult& result, Meter meter, const Reader& read);
// Of what the meter reads.
std::vector<Point> Readings(const RunResult& result, Meter meter);

}  // namespace seep
