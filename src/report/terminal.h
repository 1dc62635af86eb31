#pragma once
// The verdict as a person reads it.

#include <cstdint>
#include <string>

#include "model/run_result.h"
#include "report/style.h"

namespace seep {

// Each has what the one before has.
enum class Detail : uint8_t {
  kSummary,   // what a run comes to, in about ten lines
  kMeasured,  // and what that rests on
  kReadings,  // and every reading
};

// Ends with a line feed; no line is wider than the style has columns. What a failed run knew is in
// its failure, whatever the detail.
std::string TerminalReport(const RunResult& result, const Style& style,
                           Detail detail = Detail::kSummary);

// What it has beneath the summary.
std::string DetailText(const RunResult& result, const Style& style, Detail detail);

}  // namespace seep
