#pragma once
// What the shell is told. "Your server leaks" and "our run failed" are never the same code.

#include "base/error.h"
#include "model/comparison.h"
#include "model/verdict.h"
#include "report/named_run.h"

namespace seep {

enum class ExitCode : int {
  kClean = 0,
  kLeak = 1,
  kUsage = 2,
  kInconclusive = 3,
  kRunFailed = 4,  // the server died, was never ready, or refused the traffic; a port or file was
                   // not to be had
  kInternal = 5,   // a fault of Seep's own
};

ExitCode ExitCodeFor(Outcome outcome);
ExitCode ExitCodeFor(Change change);     // not worse as CLEAN, worse as LEAK
ExitCode ExitCodeFor(RunOutcome worst);  // of several runs
ExitCode ExitCodeFor(const Error& error);

}  // namespace seep
