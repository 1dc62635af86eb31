#pragma once
// What growth follows, in words.

#include <string>

#include "model/run_result.h"

namespace seep {

// By what a meter grows most.
struct MainRate {
  double amount = 0;
  std::string per;  // one of it: "request", "connection", "second", …
};

// Of a mixture, and where nothing is told apart, the sum over the traffic.
MainRate MainRateOf(const MeterVerdict& judged, const std::string& per);

// "live heap grows by 512 B a connection": the meter and the driver of its growth, in its unit.
std::string GrowthText(const MeterVerdict& judged, const std::string& per);

// "per connection: +512 B (+510 B … +514 B), per request: none, per second: none"; what was not
// told apart is not there, and a note says so. Empty without a dose response.
std::string DoseText(const MeterVerdict& judged);

}  // namespace seep
