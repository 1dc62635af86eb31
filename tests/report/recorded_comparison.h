#pragma once
// A comparison as it could have been.

#include "model/comparison.h"

namespace seep {

inline Comparison RecordedComparison() {
  Comparison comparison;
  comparison.base_outcome = Outcome::kClean;
  comparison.changed_outcome = Outcome::kLeak;
  comparison.change = Change::kWorse;
  comparison.reason = "live heap: it grows by more than the baseline does";
  comparison.warnings = {"not the same request headers"};
  comparison.meters = {{.meter = Meter::kLiveHeap,
                        .base = {.estimate = 0, .low = -0.1, .high = 0.1},
                        .changed = {.estimate = 72, .low = 71, .high = 73},
                        .difference = {.estimate = 72, .low = 71, .high = 73},
                        .confidence = 0.99,
                        .margin = 0.1,
                        .change = Change::kWorse,
                        .reason = "it grows by more than the baseline does"},
                       {.meter = Meter::kThreads,
                        .base = {},
                        .changed = {},
                        .difference = {},
                        .confidence = 0,
                        .margin = 0,
                        .change = Change::kInconclusive,
                        .reason = "too few readings in this run"}};
  return comparison;
}

}  // namespace seep
