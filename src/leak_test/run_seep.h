#pragma once
// Runs the program seep for a verdict.

#include <seep/leak_test.h>

#include <string>
#include <utility>
#include <vector>

namespace seep::leak_test {

struct SeepRun {
  std::string subcommand;          // "run"
  std::vector<std::string> words;  // behind it, without --json
  std::string folder;              // that it is started in; empty: that of this process
  std::vector<std::pair<std::string, std::string>> environment;  // beside this process's
  std::string json;  // keeps there all that was measured; empty: it is not kept
};

// Throws LeakTestError where there is no verdict.
LeakResult RunSeep(const std::string& program, const SeepRun& run);

}  // namespace seep::leak_test
