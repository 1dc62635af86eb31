#pragma once
// What is known of memory when a runtime says what lives in its heap. docs/statistics.md has the
// figures behind it.

#include "model/run_result.h"

namespace seep {

// Runtimes were asked, and all of them have answered each time.
bool RuntimeAnswers(const RunResult& result);

// They have, and this is what they count.
bool RuntimeSays(const RunResult& result, Meter meter);

// Whether this reading of a meter can be judged. Where a runtime is asked, memory and what the
// runtime says are, only right after it collected: without, its garbage is in all of them.
bool Counts(const RunResult& result, Meter meter, const Sample& sample);

// All that lives is known and does not grow: what the runtime says of memory and the live heap are
// judged clean, and no thread has another heap. What anonymous memory does then is the runtime's
// choice of pages.
bool RuntimeClears(const RunResult& result);

// All that lives is known, and most of what anonymous memory grew by, in bytes over its judged
// part, is not among it.
bool OnlyPagesGrow(const RunResult& result, double held_growth);

}  // namespace seep
