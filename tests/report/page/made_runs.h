#pragma once
// Runs as they could have been, judged as real ones are: for the test of the HTML report in a
// browser.

#include <string>
#include <vector>

#include "model/run_result.h"

namespace seep {

struct MadeRun {
  std::string name;             // of its page: "leak_native"
  std::vector<RunResult> runs;  // one, or those of a hunt
};

// Of each kind of verdict, a hunt, names that are markup, and a run of 10,000 rounds. The same each
// time.
std::vector<MadeRun> MadeRuns();

}  // namespace seep
