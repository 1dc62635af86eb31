#pragma once
// The command line, parsed into what each command needs.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "load/generator.h"
#include "model/plan.h"
#include "record/csv_columns.h"
#include "report/terminal.h"
#include "seep/threshold.h"
#include "seep/verdict_output.h"
#include "trial/hunt.h"
#include "trial/watch.h"

namespace seep {

struct RunOptions {
  Plan plan;
  OutputPaths outputs;
  std::string baseline;  // a recorded run's path; empty: none
  bool quiet = false;    // no progress line, and nothing on standard output when CLEAN
  Detail detail = Detail::kSummary;
};

struct LoadOptions {
  TrafficSpec traffic;
  RoundBounds bounds;
  unsigned threads = 1;
  std::vector<Threshold> thresholds;
  std::string json;  // a path, "-", or empty
  std::string csv;   // likewise
  bool quiet = false;
};

struct HuntOptions {
  HuntPlan hunt;
  std::string json;  // a path, "-", or empty
  ReportPaths reports;
  bool quiet = false;
  Detail detail = Detail::kSummary;
};

// One of plan.pid and csv is set.
struct WatchOptions {
  WatchPlan plan;
  std::string csv;  // a path, or "-"
  CsvChoice columns;
  OutputPaths outputs;
  bool quiet = false;
  Detail detail = Detail::kSummary;
};

// The path of a recorded run or hunt; "-" is standard input.
struct ReportOptions {
  std::string file;
  OutputPaths outputs;  // without json
  bool quiet = false;
  Detail detail = Detail::kSummary;
};

// Paths of recorded runs; "-" is standard input.
struct AnalyzeOptions {
  std::string file;
  std::optional<double> tolerance;  // instead of the recorded one
  OutputPaths outputs;
  bool quiet = false;
  Detail detail = Detail::kSummary;
};

struct CompareOptions {
  std::string base;
  std::string changed;
  std::optional<double> tolerance;
  std::string json;  // a path, "-", or empty
  bool quiet = false;
};

// `seep upstream NAME PORT`, the helper behind {upstream}.
struct UpstreamOptions {
  std::string name;
  uint16_t port = 0;
};

// --help and --version: print it and end well.
struct PrintText {
  std::string text;
};

using Options = std::variant<RunOptions, HuntOptions, LoadOptions, WatchOptions, AnalyzeOptions,
                             ReportOptions, CompareOptions, UpstreamOptions, PrintText>;

// Errors: kBadInput, fault kUser: names the flag and its value, in one line.
[[nodiscard]] Result<Options> ParseOptions(int argc, const char* const* argv);

}  // namespace seep
