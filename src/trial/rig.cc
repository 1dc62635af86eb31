#include "trial/rig.h"

#include <fmt/format.h>

#include "base/check.h"
#include "judge/answers.h"
#include "judge/exhausted.h"
#include "load/keys.h"
#include "model/answer_tally.h"
#include "process/last_output.h"
#include "trial/dose_plan.h"
#include "trial/send_round.h"

namespace seep {
namespace {

// Of the budget that readings of a runtime may wait for its compilers: a short run has to do with
// fewer readings than a verdict would like already.
constexpr double kWarmUpShare = 0.1;

}  // namespace

Rig::Rig(const Plan& plan, const Equipment& equipment, const std::stop_token& stop,
         const ProgressFn& progress, RunResult& result)
    : plan_(plan),
      with_(equipment),
      stop_(stop),
      progress_(progress),
      result_(result),
      pacer_(plan),
      budget_(plan, result),
      begin_(equipment.now()) {
  CHECK(with_.legs.size() == plan_.legs.size());
}

bool Rig::NextRound(bool in_parts) {
  const RoundBounds bounds{.first = result_.load.requests,
                           .requests = pacer_.Next(result_.load.requests),
                           .duration = {}};
  if (!TrafficRound(bounds, {}, in_parts)) return false;
  return !PauseDue(result_, Elapsed()) || Pause(PauseLength(Elapsed()));
}

bool Rig::ReplayRound(const RoundBounds& bounds) {
  Round round;
  round.replayed = true;
  return TrafficRound(bounds, std::move(round), false);
}

bool Rig::TrafficRound(const RoundBounds& bounds, Round round, bool in_parts) {
  round.load = Send(bounds, round, in_parts);
  if (result_.failure) return false;
  result_.load.Add(round.load);
  NoteVisitors(plan_, result_);
  if (Stopped()) return false;
  if (round.load.Well() == 0) return Refused(round.load);
  const double sent = Elapsed();
  if (!ReadSample(round.sample, false)) return false;
  // What the server works off after the clients have gone is part of the round.
  const double after = round.load.aborted + round.load.cut != 0 ? quiet_seconds_ : 0;
  pacer_.Done({.requests = round.load.requests,
               .seconds = round.load.seconds + after,
               .rest_seconds = Elapsed() - sent - after});
  Keep(std::move(round));
  pacer_.Bound(growth_bound_.Next(result_));
  if (DescriptorsExhausted(result_)) return false;
  std::optional<Error> unasked = GivesUpOnAnswers(result_);
  return !unasked || Failed(std::move(*unasked));
}

LoadResult Rig::Send(const RoundBounds& bounds, Round& round, bool in_parts) {
  const auto show = [this](const LoadProgress& load) {
    Show(TrialProgress::Phase::kTraffic, load);
  };
  if (!in_parts) return SendRound(bounds, plan_.legs, with_.legs, stop_, show);
  return SendRoundInParts(bounds, plan_.legs, with_.legs, stop_, show,
                          [&](size_t leg, const LoadResult& so_far) {
                            RoundPart part{.leg = leg, .sample = {}};
                            if (!ReadSample(part.sample, false)) return false;
                            part.sample.requests += so_far.requests;
                            part.sample.failed += so_far.ErrorCount();
                            part.sample.connections += so_far.connections;
                            round.parts.push_back(std::move(part));
                            return true;
                          });
}

bool Rig::Pause(milliseconds length) { return IdleRound(length, {}); }

bool Rig::CoolDown(milliseconds length) {
  Round round;
  round.cooling = true;
  return IdleRound(length, std::move(round));
}

bool Rig::IdleRound(milliseconds length, Round round) {
  Show(TrialProgress::Phase::kIdle);
  with_.pause(length);
  round.idle = true;
  CollectAnew();
  if (!ReadSample(round.sample, false)) return false;
  Keep(std::move(round));
  return true;
}

void Rig::Keep(Round round) {
  round.quiet_seconds = quiet_seconds_;
  held_bytes_.push_back(static_cast<double>(round.sample.Memory().Held()));
  const LoadProgress shown{round.load.requests, round.load.ErrorCount(), round.load.seconds};
  result_.rounds.push_back(std::move(round));
  Show(TrialProgress::Phase::kTraffic, shown);
}

bool Rig::ReadSample(Sample& sample, bool mappings) {
  const QuietReport quiet = with_.wait_quiet();
  if (!TargetLives()) return false;
  const std::optional<RuntimeHeap> runtime = CollectRuntime();
  Result<Sample> read = with_.sampler->Read(with_.target->Tree(), mappings);
  if (!read) return TargetLives() && Failed(read.error());
  sample = std::move(*read);
  if (with_.heap != nullptr) sample.heap = with_.heap->Read(with_.target->Tree());
  if (sample.heap && pooled_block_bytes_ > 0) sample.heap->LeaveOutPool(pooled_block_bytes_);
  sample.runtime = runtime;
  if (with_.runtime != nullptr && !runtime)
    sample.goroutines = with_.runtime->Goroutines(with_.target->Tree());
  sample.seconds = Elapsed();
  sample.requests = result_.load.requests;
  sample.failed = result_.load.ErrorCount();
  sample.connections = result_.load.connections;
  sample.quiet = quiet.quiet;
  quiet_seconds_ = quiet.seconds;
  return true;
}

// Before all else of the sample is read, which is then free of garbage.
std::optional<RuntimeHeap> Rig::CollectRuntime() {
  const TimePoint begin = with_.now();
  if (with_.runtime == nullptr || !collections_.Due(begin) || RuntimeWarmsUp()) return std::nullopt;
  std::optional<RuntimeHeap> heap = with_.runtime->Read(with_.target->Tree());
  collections_.Done(begin, with_.now());
  if (heap) pooled_block_bytes_ = std::max(pooled_block_bytes_, heap->pooled_block_bytes);
  if (heap && result_.runtime_note.empty()) result_.runtime_note = heap->unseen;
  return heap;
}

bool Rig::RuntimeWarmsUp() const {
  return Elapsed() < Seconds(with_.runtime->WarmUp()) && BudgetShare() < kWarmUpShare;
}

bool Rig::TargetLives() {
  const std::optional<ExitInfo> exit = with_.target->Exited();
  if (!exit) return true;
  return Failed({ErrorKind::kExited, Fault::kTarget,
                 fmt::format("the server {} after {}{}", exit->Describe(),
                             AnsweredText(result_.load), LastOutput(with_.target->OutputTail()))});
}

bool Rig::Refused(const LoadResult& load) {
  if (!TargetLives()) return false;
  if (!plan_.load_command.empty())
    return Failed({ErrorKind::kRefused, Fault::kLoad, load.error_example});
  const bool nonsense = load.errors[static_cast<size_t>(LoadError::kProtocol)] > 0;
  return Failed(
      {nonsense ? ErrorKind::kProtocol : ErrorKind::kRefused, Fault::kTarget,
       fmt::format("the server answered none of {} requests{}: {}", load.requests,
                   result_.load.answers == 0 ? "" : ", after " + AnsweredText(result_.load),
                   load.error_example)});
}

bool Rig::Failed(Error error) {
  result_.failure = std::move(error);
  return false;
}

void Rig::Show(TrialProgress::Phase phase, const LoadProgress& load) const {
  if (!progress_) return;
  progress_({.phase = phase,
             .round = result_.rounds.size() + 1,
             .requests = result_.load.requests + load.requests,
             .requests_per_second =
                 load.seconds > 0 ? static_cast<double>(load.requests) / load.seconds : 0,
             .budget_share = budget_.ShownShare(Elapsed()),
             .held_bytes = &held_bytes_});
}

}  // namespace seep
