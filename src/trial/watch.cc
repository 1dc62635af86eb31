#include "trial/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "judge/judge.h"
#include "judge/mappings.h"
#include "process/tree.h"
#include "sample/sampler.h"
#include "trial/timing.h"

namespace seep {
namespace {

Error Gone(pid_t pid) {
  return {ErrorKind::kNotFound, Fault::kUser,
          fmt::format("there is no process {}: check --pid", pid)};
}

class Watcher {
 public:
  Watcher(const WatchPlan& plan, const std::stop_token& stop, const ProgressFn& progress,
          RunResult& result)
      : plan_(plan), stop_(stop), progress_(progress), result_(result) {}

  std::optional<Error> Run() {
    begin_ = Clock::now();
    if (auto error = Read(result_.first, true)) return error;
    while (!stop_.stop_requested() && Elapsed() < Seconds(plan_.time_max)) {
      Pause(plan_.interval, stop_);
      Round round;
      if (auto error = Read(round.sample, false)) {
        if (result_.rounds.empty()) return error;
        result_.warnings.push_back(
            fmt::format("process {} ended after {:.0f} s", plan_.pid, Elapsed()));
        break;
      }
      held_bytes_.push_back(seep::Read(Meter::kHeldBytes, round.sample));
      result_.rounds.push_back(std::move(round));
      Show();
    }
    Sample last;
    if (!Read(last, true)) result_.mappings = GrownMappings(result_.first, last);
    return std::nullopt;
  }

  double Elapsed() const { return Seconds(Clock::now() - begin_); }

 private:
  std::optional<Error> Read(Sample& sample, bool mappings) {
    const std::vector<pid_t> tree = ProcessTree(plan_.pid);
    if (tree.empty()) return Gone(plan_.pid);
    Result<Sample> read = sampler_->Read(tree, mappings);
    if (!read) return read.error();
    sample = std::move(*read);
    sample.seconds = Elapsed();
    return std::nullopt;
  }

  void Show() const {
    if (!progress_) return;
    progress_({.phase = TrialProgress::Phase::kTraffic,
               .round = result_.rounds.size(),
               .budget_share = std::min(1.0, Elapsed() / Seconds(plan_.time_max)),
               .held_bytes = &held_bytes_});
  }

  const WatchPlan& plan_;
  const std::stop_token& stop_;
  const ProgressFn& progress_;
  RunResult& result_;
  std::unique_ptr<Sampler> sampler_ = MakeSampler();
  std::vector<double> held_bytes_;
  TimePoint begin_;
};

}  // namespace

RunResult Watch(const WatchPlan& plan, const std::stop_token& stop, const ProgressFn& progress) {
  RunResult result;
  result.per = "second";
  result.pid = plan.pid;
  result.started_at = UtcNow();
  result.plan.time_max = plan.time_max;
  result.plan.tolerance = plan.tolerance;
  Watcher watcher(plan, stop, progress, result);
  result.failure = watcher.Run();
  result.seconds = result.verdict_seconds = watcher.Elapsed();
  result.interrupted = stop.stop_requested();
  Judge(result);
  return result;
}

}  // namespace seep
