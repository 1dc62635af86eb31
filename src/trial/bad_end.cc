#include "trial/bad_end.h"

#include "process/last_output.h"

namespace seep {

void TellBadEnd(const std::string& how, RunResult& result) {
  // What makes a server run out of memory is told by its growth, and not by its end.
  if (result.outcome == Outcome::kLeak)
    result.warnings.push_back(how);
  else
    result.failure =
        Error{ErrorKind::kExited, Fault::kTarget, how + LastOutput(result.output_tail)};
}

}  // namespace seep
