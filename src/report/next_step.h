#pragma once
// What whoever reads a report does next.

#include <cstdint>
#include <string>
#include <vector>

#include "model/run_result.h"

namespace seep {

struct NextStep {
  std::string text;     // one sentence, without a full stop; empty: there is none
  std::string command;  // to type; empty: there is none
};

// Where it is read: the page of the HTML report need not be asked for on itself.
enum class ReadOn : uint8_t { kText, kPage };

NextStep NextStepAfter(const RunResult& result, ReadOn where = ReadOn::kText);

// The command line of the run with these options more, each a word with its value behind it, in
// place of such options that it has. Empty where the run does not know its command line.
std::string RunAgain(const RunResult& result, const std::vector<std::string>& options);

}  // namespace seep
