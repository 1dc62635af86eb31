#include "judge/answers.h"

#include <fmt/format.h>

#include "base/units.h"
#include "model/answer_tally.h"

namespace seep {
namespace {

// What would make these answers right: the status alone where there is hardly anything else.
std::string WouldExpect(const TrafficSpec& spec, const Unasked& unasked) {
  std::string list;
  if (unasked.answers < unasked.of)
    list = (spec.expected.AreUsual() ? "2xx" : spec.expected.Text()) + ",";
  return list + StatusName(unasked.most);
}

}  // namespace

std::optional<Error> MostlyUnasked(const TrafficSpec& spec, const LoadResult& load) {
  const Unasked unasked = UnaskedIn(load.statuses, spec.expected);
  if (unasked.Share() <= kUnaskedMax) return std::nullopt;
  const auto count = [](uint64_t n) { return FormatCount(static_cast<int64_t>(n)); };
  const std::string status = StatusName(unasked.most);
  const std::string line =
      unasked.first_line.empty() ? "" : fmt::format(" (\"{}\")", unasked.first_line);
  const std::string what = unasked.of_most == unasked.answers
                               ? fmt::format("{}{}", status, line)
                               : fmt::format("not as asked, most of them {}{}", status, line);
  const std::string right = unasked.most == 0
                                ? ""
                                : fmt::format(", or say that this is right (--expect-status {})",
                                              WouldExpect(spec, unasked));
  return Error{
      ErrorKind::kRefused, Fault::kTarget,
      fmt::format("{} of {} answers ({:.0f} %) were {}: request something that the server has{}",
                  count(unasked.answers), count(unasked.of), unasked.Share() * 100, what, right),
      0};
}

std::optional<Error> GivesUpOnAnswers(const RunResult& result) {
  const LoadResult& load = result.load;
  if (result.outcome == Outcome::kLeak || load.seconds < kGiveUpSeconds ||
      UnaskedIn(load.statuses, result.plan.traffic.expected).of < kGiveUpAnswers)
    return std::nullopt;
  return MostlyUnasked(result.plan.traffic, load);
}

void JudgeAnswers(RunResult& result) {
  if (result.failure || result.interrupted || result.outcome == Outcome::kLeak) return;
  result.failure = MostlyUnasked(result.plan.traffic, result.load);
}

}  // namespace seep
