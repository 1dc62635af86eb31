#include "model/answer_tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/units.h"

namespace seep {
namespace {

constexpr size_t kStatusesShown = 4;

std::string Times(std::string_view name, uint64_t count) {
  return fmt::format("{} × {}", name, FormatCount(static_cast<int64_t>(count)));
}

std::vector<std::pair<uint16_t, uint64_t>> MostFirst(const StatusCounts& counts) {
  std::vector<std::pair<uint16_t, uint64_t>> sorted(counts.answers.begin(), counts.answers.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

}  // namespace

std::string StatusName(uint16_t status) { return status == 0 ? "other" : std::to_string(status); }

std::string StatusNames(const StatusCounts& counts) {
  std::string text;
  for (const auto& [status, count] : MostFirst(counts))
    text += (text.empty() ? "" : ", ") + StatusName(status);
  return text;
}

std::string AnswerTally(const StatusCounts& counts) {
  const auto sorted = MostFirst(counts);
  std::string text;
  uint64_t rest = 0;
  for (size_t i = 0; i < sorted.size(); ++i) {
    if (i >= kStatusesShown) {
      rest += sorted[i].second;
      continue;
    }
    if (i > 0) text += ", ";
    text += Times(StatusName(sorted[i].first), sorted[i].second);
  }
  return rest == 0 ? text : text + ", " + Times("others", rest);
}

std::string AnsweredText(const LoadResult& load) {
  const bool waits = load.answers > 0 || load.Well() == 0;
  const uint64_t count = waits ? load.answers : load.Well();
  return fmt::format("{} {}{}", FormatCount(static_cast<int64_t>(count)),
                     waits ? "answer" : "request", count == 1 ? "" : "s");
}

std::string UnaskedText(const TrafficSpec& spec, const LoadResult& load) {
  const Unasked unasked = UnaskedIn(load.statuses, spec.expected);
  if (unasked.answers == 0) return "";
  const double percent = unasked.Share() * 100;
  const std::string share =
      fmt::format("{} % of the answers were",
                  percent < 9.5 ? fmt::format("{:.2g}", percent) : fmt::format("{:.0f}", percent));
  const std::string most = StatusName(unasked.most);
  if (unasked.of_most == unasked.answers) return fmt::format("{} {}", share, most);
  return fmt::format("{} not as asked, most of them {}", share, most);
}

}  // namespace seep
