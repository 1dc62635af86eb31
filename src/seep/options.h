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
#include "seep/surroundings.h"
#include "seep/threshold.h"
#include "seep/verdict_output.h"
#include "trial/hunt.h"
#include "trial/watch.h"

namespace seep {

struct RunOptions {
  Plan plan;
  Surroundings surroundings;
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
  Surroundings surroundings;
  std::string json;  // a path, "-", or empty
  ReportPaths reports;
  bool quiet = false;
  Detail detail = Detail::kSummary;
};

// A server of seep.toml, by its options.
struct TestCase {
  std::string name;
  std::variant<RunOptions, HuntOptions> options;
  bool leak_expected = false;  // only of a run
};

struct TestOptions {
  std::vector<TestCase> cases;  // in the order in which they are run, at least one
  ReportPaths reports;
  bool fail_fast = false;         // end at the first that fails
  bool update_baselines = false;  // write them instead of comparing with them
  bool quiet = false;             // nothing on standard output when all passed
  Detail detail = Detail::kSummary;
};

struct InitOptions {
  std::string file;  // that is written
  std::vector<std::string> command;
};

// One of plan.pid, plan.command and csv is set.
struct WatchOptions {
  WatchPlan plan;
  std::string csv;  // a path, or "-"
  CsvChoice columns;
  std::string openmetrics;  // a path, or empty
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
  std::string html;  // likewise
  bool quiet = false;
};

struct DoctorOptions {
  std::string json;                  // a path, "-", or empty
  std::vector<std::string> command;  // a server's; empty: of none
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

using Options = std::variant<RunOptions, HuntOptions, TestOptions, InitOptions, LoadOptions,
                             WatchOptions, AnalyzeOptions, ReportOptions, CompareOptions,
                             DoctorOptions, UpstreamOptions, PrintText>;

// Reads seep.toml where a server's name is given. Errors: kBadInput or kNotFound, fault kUser:
// names the flag and its value, or file, line and key, in one line.
[[nodiscard]] Result<Options> ParseOptions(int argc, const char* const* argv);

}  // namespace seep
