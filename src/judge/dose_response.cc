#include "judge/dose_response.h"

#include <algorithm>

#include "judge/runtime_heap.h"

namespace seep {
namespace {

// Positions of steps that are no part of a round; a part has its index, far below.
enum Position : size_t { kWholeRound = 1'000'000, kPause, kChanges };

DoseStep Between(Meter meter, const Sample& from, const Sample& to) {
  return {.requests = static_cast<double>(to.Answered() - from.Answered()),
          .connections = static_cast<double>(to.connections - from.connections),
          .seconds = to.seconds - from.seconds,
          .growth = Read(meter, to) - Read(meter, from),
          .round = 0,
          .position = 0};
}

// Requests were sent in it, and none was answered.
bool Unanswered(const Sample& from, const Sample& to) {
  return to.requests > from.requests && to.Answered() == from.Answered();
}

void Add(const DoseStep& step, DoseStep& sum) {
  sum.requests += step.requests;
  sum.connections += step.connections;
  sum.seconds += step.seconds;
  sum.growth += step.growth;
}

// One round's steps. Its last part is of the last leg.
std::vector<DoseStep> StepsOf(Meter meter, const Sample& before, const Round& round,
                              size_t last_leg) {
  if (round.Unanswered()) return {};
  if (round.parts.empty()) {
    DoseStep step = Between(meter, before, round.sample);
    step.position = round.idle ? kPause : kWholeRound;
    return {step};
  }
  std::vector<DoseStep> steps;
  DoseStep changes;
  changes.position = kChanges;
  const Sample* from = &before;
  size_t leg_before = last_leg;  // of the round before
  for (size_t i = 0; i <= round.parts.size(); ++i) {
    const bool last = i == round.parts.size();
    const Sample& to = last ? round.sample : round.parts[i].sample;
    const size_t leg = last ? last_leg : round.parts[i].leg;
    DoseStep step = Between(meter, *from, to);
    step.position = i;
    const bool same_state = i > 0 && leg == leg_before;
    if (!Unanswered(*from, to)) same_state ? steps.push_back(step) : Add(step, changes);
    from = &to;
    leg_before = leg;
  }
  if (changes.requests > 0) steps.push_back(changes);
  return steps;
}

}  // namespace

size_t FirstJudged(const RunResult& result, const MeterVerdict& judged) {
  if (judged.points.empty()) return 0;
  const size_t point = std::min(judged.verdict.judged_from, judged.points.size() - 1);
  const double x = judged.points[point].x;
  double replayed = 0;  // which x does not count
  const auto found =
      std::find_if(result.rounds.begin(), result.rounds.end(), [&](const Round& round) {
        if (round.replayed) replayed += static_cast<double>(round.load.Well());
        return static_cast<double>(round.sample.Answered()) - replayed >= x;
      });
  return found == result.rounds.end() ? result.rounds.size() - 1
                                      : static_cast<size_t>(found - result.rounds.begin());
}

std::vector<DoseStep> DoseSteps(const RunResult& result, const MeterVerdict& judged) {
  std::vector<DoseStep> steps;
  const auto counts = [&](const Sample& sample) { return Counts(result, judged.meter, sample); };
  const size_t last_leg = result.plan.legs.empty() ? 0 : result.plan.legs.size() - 1;
  size_t number = 0;
  for (size_t i = FirstJudged(result, judged) + 1; i < result.rounds.size(); ++i) {
    const Round& round = result.rounds[i];
    if (round.replayed) continue;
    if (!round.idle) ++number;
    if (!counts(result.rounds[i - 1].sample) || !counts(round.sample) ||
        !std::all_of(round.parts.begin(), round.parts.end(),
                     [&](const RoundPart& part) { return counts(part.sample); }))
      continue;
    for (DoseStep step : StepsOf(judged.meter, result.rounds[i - 1].sample, round, last_leg)) {
      step.round = number;
      steps.push_back(step);
    }
  }
  return steps;
}

std::optional<DoseResponse> DoseOf(const RunResult& result, const MeterVerdict& judged) {
  if (result.per != "request" || result.rounds.empty()) return std::nullopt;
  const Verdict& verdict = judged.verdict;
  if (verdict.confidence <= 0 || verdict.judged_from == 0) return std::nullopt;
  if (verdict.outcome == Outcome::kClean || verdict.growth <= judged.tolerance.floor)
    return std::nullopt;
  DoseResponse dose =
      EstimateDose(DoseSteps(result, judged), judged.tolerance.resolution, verdict.confidence);
  if (dose.per_request && !dose.per_connection && result.plan.legs.size() == 1)
    dose.note = "requests and connections are not told apart: all were sent one way";
  return dose;
}

}  // namespace seep
