#include "report/ctest_measurements.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "model/leading.h"

namespace seep {
namespace {

// nullptr: none.
const MeterVerdict* MeasuredMeter(const RunResult& result) {
  const auto is_judged = [](const MeterVerdict& one) { return one.verdict.judged_from > 0; };
  const MeterVerdict* leading = LeadingMeter(result);
  if (leading != nullptr && is_judged(*leading)) return leading;
  const auto first = std::find_if(result.meters.begin(), result.meters.end(), is_judged);
  return first == result.meters.end() ? nullptr : &*first;
}

}  // namespace

std::string CtestMeasurements(const RunResult& result) {
  const MeterVerdict* meter = result.failure ? nullptr : MeasuredMeter(result);
  if (meter == nullptr) return "";
  const Slope& slope = meter->verdict.slope;
  std::string text;
  for (const auto& [suffix, value] :
       {std::pair("", slope.estimate), {"_low", slope.low}, {"_high", slope.high}}) {
    text += fmt::format(
        "<CTestMeasurement type=\"numeric/double\" name=\"{}_growth{}\">{}</CTestMeasurement>\n",
        Name(meter->meter), suffix, value);
  }
  return text;
}

}  // namespace seep
