#include "seep/exit_code.h"

namespace seep {

ExitCode ExitCodeFor(Outcome outcome) {
  switch (outcome) {
    case Outcome::kClean:
      return ExitCode::kClean;
    case Outcome::kLeak:
      return ExitCode::kLeak;
    case Outcome::kInconclusive:
      return ExitCode::kInconclusive;
  }
  return ExitCode::kInternal;
}

ExitCode ExitCodeFor(Change change) {
  switch (change) {
    case Change::kInconclusive:
      return ExitCode::kInconclusive;
    case Change::kNotWorse:
      return ExitCode::kClean;
    case Change::kWorse:
      return ExitCode::kLeak;
  }
  return ExitCode::kInternal;
}

ExitCode ExitCodeFor(RunOutcome worst) {
  switch (worst) {
    case RunOutcome::kFailed:
      return ExitCode::kRunFailed;
    case RunOutcome::kLeak:
      return ExitCode::kLeak;
    case RunOutcome::kInconclusive:
      return ExitCode::kInconclusive;
    case RunOutcome::kClean:
      break;
  }
  return ExitCode::kClean;
}

ExitCode ExitCodeFor(const Error& error) {
  if (error.kind == ErrorKind::kInterrupted) return ExitCode::kInconclusive;
  switch (error.fault) {
    case Fault::kUser:
      return ExitCode::kUsage;
    case Fault::kTool:
      return ExitCode::kInternal;
    case Fault::kTarget:
    case Fault::kLoad:
    case Fault::kSampler:
    case Fault::kEnvironment:
      return ExitCode::kRunFailed;
  }
  return ExitCode::kInternal;
}

}  // namespace seep
