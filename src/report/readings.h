#pragma once
// What a meter read over a run.

#include <string>
#include <vector>

#include "model/run_result.h"

namespace seep {

struct Readings {
  std::string of;              // as people read it: "live heap", "rss_kb"
  std::vector<double> values;  // from the ready server, before any request, to the last reading
  double range_min = 0;        // of a drawing's scale (report/sparkline.h)
  bool in_bytes = true;
};

// As it was judged: of all samples that have the meter, or of the series that was recorded
// elsewhere.
Readings ReadingsOf(const RunResult& result, const MeterVerdict& judged);

// All anonymous memory of the server, that of runtimes' heaps included.
Readings MemoryReadings(const RunResult& result);

}  // namespace seep
