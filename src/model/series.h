#pragma once
// A series that something else recorded, to be judged without a target.

#include <string>
#include <vector>

#include "model/verdict.h"

namespace seep {

struct RecordedSeries {
  std::string source;  // the file's name, "standard input"
  std::string x_name;  // of the columns, for people: "requests", "column 1"
  std::string y_name;  // "rss_kb"
  std::string per;     // what x counts, in the singular: "request", "second", "operation"
  std::vector<Point>
      points;             // x ascending and as recorded, but for times, which are seconds; y bytes
  double resolution = 1;  // bytes: the step that y goes by, at least 1
  std::vector<std::string> notes;  // what was left out, and what was assumed: one sentence each
};

}  // namespace seep
