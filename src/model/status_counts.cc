#include "model/status_counts.h"

#include <algorithm>

namespace seep {

void StatusCounts::Count(uint16_t status, bool is_excused) {
  ++answers[status];
  if (is_excused) ++excused[status];
}

void StatusCounts::Add(const StatusCounts& other) {
  for (const auto& [status, count] : other.answers) answers[status] += count;
  for (const auto& [status, count] : other.excused) excused[status] += count;
  for (const auto& [status, line] : other.first_lines) first_lines.try_emplace(status, line);
}

Unasked UnaskedIn(const StatusCounts& counts, const ExpectedStatuses& expected) {
  Unasked unasked;
  for (const auto& [status, count] : counts.answers) {
    const auto excused = counts.excused.find(status);
    const uint64_t held =
        count - (excused == counts.excused.end() ? 0 : std::min(count, excused->second));
    unasked.of += held;
    if (expected.Has(status)) continue;
    unasked.answers += held;
    if (held <= unasked.of_most) continue;
    unasked.most = status;
    unasked.of_most = held;
  }
  const auto line = counts.first_lines.find(unasked.most);
  if (line != counts.first_lines.end()) unasked.first_line = line->second;
  return unasked;
}

}  // namespace seep
