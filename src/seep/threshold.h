#pragma once
// What `seep load --fail-if` asks: "p99>50ms", "errors>0", "rate<1000".

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/traffic.h"

namespace seep {

struct Threshold {
  std::string text;   // as it was given
  std::string name;   // a quantile's (kReportedQuantiles), max, mean, rate or errors
  bool above = true;  // fails when the value is above `limit`, else when it is below
  double limit = 0;   // seconds, requests a second, or errors
};

// NAME>VALUE or NAME<VALUE; latencies with a unit (us, ms, s). Errors, kBadInput and fault kUser,
// name what is wrong.
[[nodiscard]] Result<Threshold> ParseThreshold(const std::string& text);

// The sentence that says so, if the load fails it.
std::optional<std::string> Crossed(const Threshold& threshold, const LoadResult& load);

}  // namespace seep
