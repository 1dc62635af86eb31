#include "model/expected_statuses.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace seep {
namespace {

bool IsDigit(char c, char least, char most) { return c >= least && c <= most; }
bool IsX(char c) { return c == 'x' || c == 'X'; }

// The first and the last status of what one word names.
std::optional<std::pair<uint16_t, uint16_t>> ParseWord(std::string_view word) {
  if (word.size() != 3 || !IsDigit(word[0], '1', '5')) return std::nullopt;
  const auto hundreds = static_cast<uint16_t>((word[0] - '0') * 100);
  if (IsX(word[1]) && IsX(word[2]))
    return std::pair(hundreds, static_cast<uint16_t>(hundreds + 99));
  if (!IsDigit(word[1], '0', '9') || !IsDigit(word[2], '0', '9')) return std::nullopt;
  const auto status = static_cast<uint16_t>(hundreds + (word[1] - '0') * 10 + (word[2] - '0'));
  return std::pair(status, status);
}

}  // namespace

Result<> ExpectedStatuses::Add(std::string_view list) {
  std::vector<Range> ranges = ranges_;
  for (bool more = true; more;) {
    const size_t comma = list.find(',');
    more = comma != std::string_view::npos;
    const std::string_view word = list.substr(0, comma);
    const auto parsed = ParseWord(word);
    if (!parsed) {
      return Fail(
          ErrorKind::kBadInput, Fault::kUser,
          fmt::format("\"{}\" is neither a status nor a class of them: write 404 or 4xx, and "
                      "several as 2xx,404",
                      word));
    }
    ranges.push_back({parsed->first, parsed->second});
    if (more) list.remove_prefix(comma + 1);
  }
  ranges_ = std::move(ranges);
  return {};
}

bool ExpectedStatuses::Has(uint16_t status) const {
  if (ranges_.empty()) return status / 100 == 2 || status == 101 || status == 304;
  return std::any_of(ranges_.begin(), ranges_.end(), [status](const Range& range) {
    return status >= range.first && status <= range.last;
  });
}

std::string ExpectedStatuses::Text() const {
  if (ranges_.empty()) return "2xx,101,304";
  std::string text;
  for (const Range& range : ranges_) {
    if (!text.empty()) text += ',';
    text += range.first == range.last ? std::to_string(range.first)
                                      : fmt::format("{}xx", range.first / 100);
  }
  return text;
}

}  // namespace seep
