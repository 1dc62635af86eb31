#pragma once
// The command line, parsed into what each command needs.

#include <string>
#include <variant>

#include "base/error.h"
#include "load/generator.h"
#include "model/plan.h"
#include "seep/verdict_output.h"
#include "trial/watch.h"

namespace seep {

struct RunOptions {
  Plan plan;
  OutputPaths outputs;
  bool quiet = false;  // no progress line, and nothing on standard output when CLEAN
};

struct LoadOptions {
  TrafficSpec traffic;
  RoundBounds bounds;
  unsigned threads = 1;
  bool quiet = false;
};

struct WatchOptions {
  WatchPlan plan;
  OutputPaths outputs;
  bool quiet = false;
};

// --help and --version: print it and end well.
struct PrintText {
  std::string text;
};

using Options = std::variant<RunOptions, LoadOptions, WatchOptions, PrintText>;

// Errors: kBadInput, fault kUser: names the flag and its value, in one line.
[[nodiscard]] Result<Options> ParseOptions(int argc, const char* const* argv);

}  // namespace seep
