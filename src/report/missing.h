#pragma once
// What an undecided run lacks, read from its reason: clauses with semicolons between them, of which
// the first says what is and the others what would decide.

#include <string>
#include <vector>

#include "model/run_result.h"

namespace seep {

struct Missing {
  std::string why;                   // the first clause
  std::string need;                  // "-n 25000 would do: 20,400 more requests"; empty where no
                                     // option with a number would decide
  std::vector<std::string> options;  // of it, as words: {"-n", "25000"}
  std::string more;                  // the clauses that say more than that; empty: none does
};

Missing MissingIn(const RunResult& result);

}  // namespace seep
