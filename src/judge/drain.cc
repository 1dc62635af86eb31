#include "judge/drain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "judge/amount.h"
#include "judge/judged_rounds.h"
#include "judge/let_go.h"
#include "judge/replay.h"
#include "judge/waits.h"
#include "stats/trend.h"

namespace seep {
namespace {

// Of the growth of anonymous memory, from which on a counted heap explains it.
constexpr double kExplains = 0.5;
// Of a fall: its last part may come much later, with the next sweep.
constexpr double kNearlyAll = 0.9;

// Into the first wait, when nine tenths of the fall had gone away; all of it where nothing fell.
double SecondsOfTheFall(const RunResult& result, Meter meter, double reached, double fall,
                        double begin) {
  double seconds = 0;
  for (const Round& round : JudgedRounds(result)) {
    if (!round.cooling) {
      if (seconds > 0) break;
      continue;
    }
    seconds = round.sample.seconds - begin;
    if (fall > 0 && reached - Read(meter, round.sample) >= kNearlyAll * fall) break;
  }
  return seconds;
}

std::optional<Drain> FirstWait(const RunResult& result, Meter meter) {
  const std::vector<const Sample*> drained = AtTheEndsOfWaits(result);
  const std::vector<const Sample*> before = BeforeWaits(result, meter);
  if (drained.empty() || before.empty()) return std::nullopt;
  const Sample& middle = *before[before.size() / 2];
  const Sample& last = *before.back();
  const double growth = Read(meter, last) - Read(meter, middle);
  const auto requests =
      static_cast<double>(std::max<uint64_t>(last.Answered() - middle.Answered(), 1));
  // Rounds between the last reading that counts and the wait grew at the pace of those before.
  const auto unread = static_cast<double>(drained.front()->Answered() - last.Answered());
  const double reached = Read(meter, last) + growth / requests * unread;
  const double fall = reached - Read(meter, *drained.front());
  return Drain{.seconds = SecondsOfTheFall(result, meter, reached, fall, last.seconds),
               .growth = growth,
               .pace = growth / requests,
               .fall = fall,
               .requests = 0};
}

std::optional<Slope> Kept(const std::vector<const Sample*>& drained, const MeterVerdict& judged) {
  std::vector<Point> points;
  for (const Sample* sample : drained) {
    const auto x = static_cast<double>(sample->Answered());
    if (points.empty() || x > points.back().x) points.push_back({x, Read(judged.meter, *sample)});
  }
  if (points.size() <= kIncrementsMin) return std::nullopt;
  const double requests = points.back().x - points.front().x;
  return SlopeOf(Increments(points), judged.verdict.confidence,
                 judged.tolerance.resolution / requests);
}

double ShareOf(const Drain& drain) { return drain.growth > 0 ? drain.fall / drain.growth : 0; }

// A heap that was counted, holds what it got for a while, and grew by most of what memory did.
const MeterVerdict* HeapThatDrains(const RunResult& result, const MeterVerdict& judged) {
  if (judged.meter != Meter::kHeldBytes) return nullptr;
  const auto heap = std::find_if(result.meters.begin(), result.meters.end(), [&](const auto& m) {
    return m.drains && InBytes(m.meter) && judged.drain &&
           m.drain->pace >= kExplains * judged.drain->pace;
  });
  return heap == result.meters.end() ? nullptr : &*heap;
}

std::string Sentence(const MeterVerdict& judged) {
  const Drain& drain = *judged.drain;
  const Meter meter = judged.meter;
  const double pace = drain.pace;
  const std::string gone = fmt::format(
      "it grows by {} a request, of which {} went away within {:.1f} s without requests",
      Amount(meter, pace), Amount(meter, drain.fall), drain.seconds);
  if (!drain.kept) return gone + "; a longer run (--time) would show whether what stays is a leak";
  if (drain.kept->estimate >= kStoppedShare * pace) {
    return fmt::format(
        "{}; what stays grows by {} ({} to {}), which is too uncertain to tell; a longer run "
        "(--time) would",
        gone, Amount(meter, drain.kept->estimate), Amount(meter, drain.kept->low),
        Amount(meter, drain.kept->high));
  }
  return fmt::format(
      "it holds {} of each request for about {:.0f} s after the last, and keeps {} ({} to {}) of "
      "it; "
      "a longer run (--time) would show whether that has a bound under steady traffic",
      Amount(meter, pace), std::ceil(drain.seconds), Amount(meter, drain.kept->estimate),
      Amount(meter, drain.kept->low), Amount(meter, drain.kept->high));
}

}  // namespace

std::optional<Drain> DrainOf(const RunResult& result, const MeterVerdict& judged) {
  std::optional<Drain> drain = FirstWait(result, judged.meter);
  if (!drain) return drain;
  const std::vector<const Sample*> drained = AtTheEndsOfWaits(result);
  drain->requests = drained.back()->Answered() - drained.front()->Answered();
  drain->kept = Kept(drained, judged);
  return drain;
}

double ShareGone(const RunResult& result, Meter meter) {
  const std::optional<Drain> drain = FirstWait(result, meter);
  return drain ? ShareOf(*drain) : 0;
}

double ShareGone(const RunResult& result) {
  double most = 0;
  for (const MeterVerdict& judged : result.meters) {
    if (judged.verdict.outcome == Outcome::kLeak)
      most = std::max(most, ShareGone(result, judged.meter));
  }
  return most;
}

bool WantsCoolDown(const RunResult& result) {
  return result.per == "request" && result.outcome == Outcome::kLeak &&
         AtTheEndsOfWaits(result).empty();
}

std::optional<std::string> HeldForAWhile(const RunResult& result, MeterVerdict& judged) {
  const bool fell = judged.drain && (ShareOf(*judged.drain) >= kFallShare ||
                                     ShareLetGo(result, judged.meter) >= kFallShare);
  const bool stays = fell && judged.drain->kept && judged.drain->kept->low > judged.tolerance.slope;
  if (stays) {
    judged.verdict.slope = *judged.drain->kept;
    judged.dose.reset();  // it follows what comes and goes
    return std::nullopt;
  }
  if (fell) {
    judged.drains = true;
    return Sentence(judged);
  }
  const MeterVerdict* heap = HeapThatDrains(result, judged);
  if (heap == nullptr) return std::nullopt;
  return fmt::format("it grows with the {}, which keeps what it gets only for a while",
                     Title(heap->meter));
}

}  // namespace seep
