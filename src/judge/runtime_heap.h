#pragma once
// What is known of memory when a runtime says what lives in its heap. docs/statistics.md has the
// figures behind it.

#include "model/run_result.h"

namespace seep {

// Some sample has the runtime's heap, and each that has it has all of it.
bool RuntimeAnswers(const RunResult& result);

// Whether memory can be judged by this sample: where a runtime is asked, only right after it
// collected. Without, its garbage is in all meters of memory.
bool FreeOfGarbage(const RunResult& result, const Sample& sample);

// All that lives is known and does not grow: both heaps are judged clean, and no thread has another
// one. What anonymous memory does then is the runtime's choice of pages.
bool RuntimeClears(const RunResult& result);

// All that lives is known, and most of what anonymous memory grew by, in bytes over its judged
// part, is not among it.
bool OnlyPagesGrow(const RunResult& result, double held_growth);

}  // namespace seep
