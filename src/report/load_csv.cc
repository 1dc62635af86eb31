#include "report/load_csv.h"

#include <fmt/format.h>

namespace seep {

std::string LoadCsv(const Histogram& latency) {
  std::string text = "Percentage served,Time in ms\n";
  for (int percent = 0; percent <= 100; ++percent) {
    const auto nanos = static_cast<double>(latency.Quantile(percent / 100.0));
    text += fmt::format("{},{:.3f}\n", percent, nanos / 1e6);
  }
  return text;
}

}  // namespace seep
