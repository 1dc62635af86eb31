#include "judge/readings.h"

#include <algorithm>
#include <optional>

#include "judge/drain.h"
#include "judge/judged_rounds.h"
#include "judge/runtime_heap.h"

namespace seep {

std::vector<Point> Readings(const RunResult& result, Meter meter, const Reader& read) {
  std::vector<Point> points;
  double gained_aside = 0;
  double replayed = 0;
  const bool drains = ShareGone(result, meter) >= kFallShare;
  std::optional<double> before;
  bool unread = false;
  for (const Round& round : JudgedRounds(result)) {
    if (round.replayed) replayed += static_cast<double>(round.load.Well());
    if (!Counts(result, meter, round.sample)) {
      unread |= !round.idle && !round.replayed;
      continue;
    }
    const double reading = read(round.sample);
    const bool aside = (round.idle && !unread) || round.replayed || round.Unanswered();
    unread = false;
    const double least = drains && round.cooling ? reading - before.value_or(reading) : 0;
    if (aside && before) gained_aside += std::max(reading - *before, least);
    before = reading;
    const double x = result.per == "request"
                         ? static_cast<double>(round.sample.Answered()) - replayed
                         : round.sample.seconds;
    if (aside || (!points.empty() && x <= points.back().x)) continue;
    points.push_back({x, reading - gained_aside});
  }
  return points;
}

std::vector<Point> Readings(const RunResult& result, Meter meter) {
  return Readings(result, meter, [meter](const Sample& sample) { return Read(meter, sample); });
}

}  // namespace seep
