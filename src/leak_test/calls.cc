#include <seep/leak_test.h>

#include <cmath>
#include <fstream>
#include <stdexcept>

#include "leak_test/call_trial.h"
#include "leak_test/live_heap.h"
#include "leak_test/program.h"
#include "leak_test/run_seep.h"
#include "leak_test/scratch_folder.h"

namespace seep {

Calls& Calls::Count(uint64_t calls) {
  if (calls == 0) throw std::invalid_argument("seep::Calls: Count(0); it has to be above 0");
  count_ = calls;
  return *this;
}

Calls& Calls::Time(std::chrono::milliseconds most) {
  if (most.count() <= 0) {
    throw std::invalid_argument("seep::Calls: Time(" + std::to_string(most.count()) +
                                " ms); it has to be above 0");
  }
  time_ = most;
  return *this;
}

Calls& Calls::Tolerance(double bytes) {
  if (!(bytes > 0) || !std::isfinite(bytes)) {
    throw std::invalid_argument("seep::Calls: Tolerance(" + std::to_string(bytes) +
                                "); it has to be above 0, such as 1");
  }
  tolerance_ = bytes;
  return *this;
}

Calls& Calls::Json(std::string path) {
  json_ = std::move(path);
  return *this;
}

namespace leak_test {
namespace {

LeakResult Judged(const std::string& program, const CallTrial& trial, const std::string& json) {
  const ScratchFolder scratch;
  std::ofstream(scratch.Of("readings.csv")) << trial.Csv();
  return RunSeep(program, {"watch",
                           {"--csv", "readings.csv", "--x", "calls", "--tolerance",
                            std::to_string(trial.Tolerance())},
                           scratch.path(),
                           {},
                           json});
}

}  // namespace

LeakResult RunCalls(const Calls& calls, const std::string& packaged_program) {
  if (!calls.function())
    throw std::invalid_argument("seep::Calls: the function is empty; give one that can be called");
  const std::string program = FindProgram(packaged_program);
  CheckLiveHeap();
  CallTrial trial(calls);
  trial.CallFirst();
  LeakResult result = Judged(program, trial, calls.json());
  while (result.verdict == LeakVerdict::kInconclusive && trial.CallAsOftenAgain())
    result = Judged(program, trial, calls.json());
  return result;
}

}  // namespace leak_test
}  // namespace seep
