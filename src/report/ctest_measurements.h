#pragma once
// What a dashboard of CTest keeps of a run.

#include <string>

#include "model/run_result.h"

namespace seep {

// The growth of one meter with its bounds, in the meter's unit for each request (or second), as
// three lines that CTest takes out of a test's output and puts into Test.xml: "live_heap_growth",
// "live_heap_growth_low" and "live_heap_growth_high". The meter is the one that a report of a leak
// begins with, or else the first whose growth was judged; its name is that of the JSON, so that no
// chart mixes units. Empty where none was judged, or the run failed. Source: ctest(1), "Additional
// Test Measurements"; CTest 3.21 and later take it.
std::string CtestMeasurements(const RunResult& result);

}  // namespace seep
