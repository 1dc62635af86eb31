#pragma once
// What a server holds for a while after its requests, told from what it keeps: after a wait without
// requests it is gone, and what is left after one wait and the next does not grow.

#include <optional>
#include <string>

#include "model/run_result.h"

namespace seep {

// Of the waits taken; nothing without one.
std::optional<Drain> DrainOf(const RunResult& result, const MeterVerdict& judged);

// Of what grew over the later half of the rounds. Where less goes away, a leak of three quarters of
// the pace is certain without asking on.
inline constexpr double kFallShare = 0.25;

// Of the meter's growth, the share that has gone away in the first wait; 0 without one.
double ShareGone(const RunResult& result, Meter meter);
// The largest of what leaks.
double ShareGone(const RunResult& result);

// A leak was seen, and it was not waited for what is held only for a while.
bool WantsCoolDown(const RunResult& result);

// Sets judged.drains, and gives the sentence that says so: much of the growth went away in a wait,
// and what stays from one wait to the next does not certainly grow by more than the tolerance. Or
// anonymous memory grew with a counted heap of which that is so: what is freed there, the allocator
// may keep. Where what stays does grow, that is the verdict's slope. It is never CLEAN for that:
// under steady traffic there is no such wait, so only growth that ends under traffic has a bound.
std::optional<std::string> HeldForAWhile(const RunResult& result, MeterVerdict& judged);

}  // namespace seep
