#include "trial/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "judge/judge.h"
#include "judge/mappings.h"
#include "process/last_output.h"
#include "process/target.h"
#include "process/tree.h"
#include "sample/sampler.h"
#include "trial/bad_end.h"
#include "trial/timing.h"

namespace seep {
namespace {

class Watcher {
 public:
  Watcher(const WatchPlan& plan, const std::stop_token& stop, const ProgressFn& progress,
          const SoFarFn& so_far, RunResult& result)
      : plan_(plan), stop_(stop), progress_(progress), so_far_(so_far), result_(result) {}

  Result<> Run() {
    begin_ = Clock::now();
    if (auto started = Start(); !started) return started;
    if (auto read = Read(result_.first, true); !read) return read;
    if (auto read = ReadOn(); !read) return read;
    Sample last;
    if (Read(last, true)) result_.mappings = GrownMappings(result_.first, last);
    return {};
  }

  // Ends what was started.
  void Stop() {
    if (target_ == nullptr) return;
    const bool by_itself = Tree().empty();
    target_->Stop();
    if (by_itself) exit_ = target_->Exited();
    result_.output_tail = target_->OutputTail();
  }

  // Of a command that ended by itself, and badly.
  std::optional<std::string> BadEnd() const {
    if (!exit_ || (!exit_->signaled && exit_->code == 0)) return std::nullopt;
    return fmt::format("the command {} after {:.0f} s", exit_->Describe(), result_.seconds);
  }

  double Elapsed() const { return Seconds(Clock::now() - begin_); }

 private:
  Result<> Start() {
    result_.pid = plan_.pid;
    if (plan_.pid != 0) return {};
    Result<std::unique_ptr<Target>> target =
        Target::Launch({.command = plan_.command, .environment = {}, .port = 0});
    if (!target) return tl::unexpected(target.error());
    target_ = std::move(*target);
    result_.pid = target_->pid();
    return {};
  }

  // Error when nothing could be read at all.
  Result<> ReadOn() {
    milliseconds interval = plan_.interval;
    while (!stop_.stop_requested() && !TimeIsUp()) {
      Pause(interval, stop_);
      Round round;
      if (auto read = Read(round.sample, false); !read) {
        if (result_.rounds.empty()) return read;
        // It may have been ending already, and given back what it held.
        result_.rounds.pop_back();
        if (target_ == nullptr)
          result_.warnings.push_back(
              fmt::format("process {} ended after {:.0f} s", plan_.pid, Elapsed()));
        return {};
      }
      result_.rounds.push_back(std::move(round));
      if (result_.rounds.size() > kReadingsMax) MakeRoom(result_.rounds, interval);
      Show();
    }
    return {};
  }

  bool TimeIsUp() const {
    return plan_.time_max.count() != 0 && Elapsed() >= Seconds(plan_.time_max);
  }

  std::vector<pid_t> Tree() const {
    return target_ == nullptr ? ProcessTree(plan_.pid) : target_->Tree();
  }

  Result<> Read(Sample& sample, bool mappings) {
    const std::vector<pid_t> tree = Tree();
    if (tree.empty()) return Gone();
    Result<Sample> read = sampler_->Read(tree, mappings);
    if (!read) return tl::unexpected(read.error());
    sample = std::move(*read);
    sample.seconds = Elapsed();
    return {};
  }

  tl::unexpected<Error> Gone() {
    if (target_ == nullptr) {
      return Fail(ErrorKind::kNotFound, Fault::kUser,
                  fmt::format("there is no process {}: check --pid", plan_.pid));
    }
    target_->Stop();  // how it ended is known then
    const ExitInfo exit = target_->Exited().value_or(ExitInfo{});
    return Fail(ErrorKind::kExited, Fault::kTarget,
                fmt::format("the command {} before its memory was read twice (--interval){}",
                            exit.Describe(), LastOutput(target_->OutputTail())));
  }

  void Show() {
    if (so_far_) {
      Judge(result_);
      so_far_(result_);
    }
    if (!progress_) return;
    held_bytes_.clear();
    for (const Round& round : result_.rounds)
      held_bytes_.push_back(seep::Read(Meter::kHeldBytes, round.sample));
    const double share =
        plan_.time_max.count() == 0 ? 0 : std::min(1.0, Elapsed() / Seconds(plan_.time_max));
    progress_({.phase = TrialProgress::Phase::kTraffic,
               .round = result_.rounds.size(),
               .budget_share = share,
               .held_bytes = &held_bytes_});
  }

  const WatchPlan& plan_;
  const std::stop_token& stop_;
  const ProgressFn& progress_;
  const SoFarFn& so_far_;
  RunResult& result_;
  std::unique_ptr<Sampler> sampler_ = MakeSampler();
  std::unique_ptr<Target> target_;  // nullptr: it runs already
  std::optional<ExitInfo> exit_;    // of the target, by itself
  std::vector<double> held_bytes_;
  TimePoint begin_;
};

}  // namespace

void MakeRoom(std::vector<Round>& readings, milliseconds& interval) {
  size_t kept = 0;
  for (size_t i = 0; i < readings.size(); i += 2) std::swap(readings[kept++], readings[i]);
  readings.resize(kept);
  interval *= 2;
}

RunResult Watch(const WatchPlan& plan, const std::stop_token& stop, const ProgressFn& progress,
                const SoFarFn& so_far) {
  RunResult result;
  result.per = "second";
  result.started_at = UtcNow();
  result.plan.command = plan.command;
  result.plan.time_max = plan.time_max;
  result.plan.tolerance = plan.tolerance;
  Watcher watcher(plan, stop, progress, so_far, result);
  if (Result<> ran = watcher.Run(); !ran) result.failure = ran.error();
  result.seconds = result.verdict_seconds = watcher.Elapsed();
  result.interrupted = stop.stop_requested();
  Judge(result);
  watcher.Stop();
  const std::optional<std::string> bad_end = watcher.BadEnd();
  if (bad_end && !result.failure) TellBadEnd(*bad_end, result);
  return result;
}

}  // namespace seep
