#pragma once
// Two runs held against each other: is the second one's growth larger?

#include <string>
#include <string_view>
#include <vector>

#include "model/run_result.h"

namespace seep {

enum class Change : uint8_t { kInconclusive, kNotWorse, kWorse };
std::string_view Name(Change change);  // "WORSE", "NOT WORSE", "INCONCLUSIVE"

struct MeterComparison {
  Meter meter = Meter::kHeldBytes;
  Slope base;
  Slope changed;
  Slope difference;       // changed - base
  double confidence = 0;  // of its interval; 0: a run has too few readings, and no difference
  double margin = 0;      // the difference that is accepted
  Change change = Change::kInconclusive;
  std::string reason;  // one sentence
};

struct Comparison {
  std::string per = "request";
  Outcome base_outcome = Outcome::kInconclusive;
  Outcome changed_outcome = Outcome::kInconclusive;
  std::vector<MeterComparison> meters;  // that both runs have
  Change change = Change::kInconclusive;
  std::string reason;                 // one sentence
  std::vector<std::string> warnings;  // why the runs may not be comparable, one sentence each
};

}  // namespace seep
