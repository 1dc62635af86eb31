#include "load/set_cookie.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "http/message.h"

namespace seep {
namespace {

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t";
  const size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// The part before the next `separator`, which is taken off `text`.
std::string_view Take(std::string_view& text, char separator) {
  const size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

std::optional<int> LeadingNumber(std::string_view text) {
  int number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  return ec == std::errc() && number >= 0 ? std::optional(number) : std::nullopt;
}

std::optional<unsigned> MonthOf(std::string_view token) {
  constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                        "jul", "aug", "sep", "oct", "nov", "dec"};
  for (unsigned i = 0; i < kMonths.size(); ++i) {
    if (EqualsIgnoreCase(token.substr(0, 3), kMonths[i])) return i + 1;
  }
  return std::nullopt;
}

struct Date {
  std::optional<int> second_of_day;
  std::optional<int> day;
  std::optional<unsigned> month;
  std::optional<int> year;
};

std::optional<int> SecondOfDay(std::string_view token) {
  const auto hours = LeadingNumber(Take(token, ':'));
  const auto minutes = LeadingNumber(Take(token, ':'));
  const auto seconds = LeadingNumber(token);
  if (!hours || !minutes || !seconds) return std::nullopt;
  return (*hours * 60 + *minutes) * 60 + *seconds;
}

// Two digits stand for 1970 to 2069.
int FullYear(int year) {
  if (year >= 100) return year;
  return year + (year < 70 ? 2000 : 1900);
}

// Each token is the first thing that it may be and that is not known yet.
void AddToken(std::string_view token, Date& date) {
  if (!date.second_of_day && token.find(':') != std::string_view::npos) {
    date.second_of_day = SecondOfDay(token);
    return;
  }
  const auto number = LeadingNumber(token);
  if (!number) {
    if (!date.month) date.month = MonthOf(token);
    return;
  }
  if (!date.day && token.size() <= 2)
    date.day = number;
  else if (!date.year)
    date.year = FullYear(*number);
}

bool IsGone(std::string_view max_age, std::string_view expires, int64_t now) {
  if (!max_age.empty()) return max_age.front() == '-' || LeadingNumber(max_age) == 0;
  const auto date = ParseCookieDate(expires);
  return date && *date <= now;
}

}  // namespace

std::optional<int64_t> ParseCookieDate(std::string_view text) {
  constexpr std::string_view kDelimiters = " \t,-/;";
  Date date;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(kDelimiters), text.size());
    if (end > 0) AddToken(text.substr(0, end), date);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!date.second_of_day || !date.day || !date.month || !date.year) return std::nullopt;
  const std::chrono::year_month_day day(std::chrono::year(*date.year),
                                        std::chrono::month(*date.month),
                                        std::chrono::day(static_cast<unsigned>(*date.day)));
  if (!day.ok()) return std::nullopt;
  const std::chrono::seconds midnight = std::chrono::sys_days(day).time_since_epoch();
  return midnight.count() + *date.second_of_day;
}

std::optional<SetCookie> ParseSetCookie(std::string_view field, int64_t now) {
  if (HasControl(field)) return std::nullopt;
  std::string_view pair = Take(field, ';');
  if (pair.find('=') == std::string_view::npos) return std::nullopt;
  SetCookie cookie;
  cookie.name = Trimmed(Take(pair, '='));
  cookie.value = Trimmed(pair);
  if (cookie.name.empty()) return std::nullopt;
  std::string_view max_age, expires;
  while (!field.empty()) {
    std::string_view value = Take(field, ';');
    const std::string_view name = Trimmed(Take(value, '='));
    value = Trimmed(value);
    if (EqualsIgnoreCase(name, "Path")) cookie.path = value.starts_with('/') ? value : "";
    if (EqualsIgnoreCase(name, "Max-Age")) max_age = value;
    if (EqualsIgnoreCase(name, "Expires")) expires = value;
  }
  cookie.gone = IsGone(max_age, expires, now);
  return cookie;
}

}  // namespace seep
