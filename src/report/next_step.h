#pragma once
// What whoever reads a report does next.

#include <string>

#include "model/run_result.h"

namespace seep {

struct NextStep {
  std::string text;     // one sentence, without a full stop; empty: there is none
  std::string command;  // to type; empty: there is none
};

NextStep NextStepAfter(const RunResult& result);

// The command line of the run with these words of options more, in place of such options that it
// has. Empty where the run does not know its command line.
std::string RunAgain(const RunResult& result, const std::vector<std::string>& options);

}  // namespace seep
