#include <chrono>

#include "record/csv_cell.h"

namespace seep {
namespace {

// Takes a date and time apart from the left.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  // So many digits.
  std::optional<int> Digits(size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }
  bool Take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // ".25" or ",25" → 0.25; 0 if there is none.
  double Fraction() {
    if (!Take('.') && !Take(',')) return 0;
    double value = 0;
    double place = 0.1;
    while (const auto digit = Digits(1)) {
      value += *digit * place;
      place /= 10;
    }
    return value;
  }
  bool AtEnd() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::optional<double> ScanDate(Scanner& scan) {
  const auto year = scan.Digits(4);
  if (!year || !scan.Take('-')) return std::nullopt;
  const auto month = scan.Digits(2);
  if (!month || !scan.Take('-')) return std::nullopt;
  const auto day = scan.Digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch();
  return 86'400.0 * static_cast<double>(days.count());
}

std::optional<double> ScanTime(Scanner& scan) {
  const auto hour = scan.Digits(2);
  if (!hour || *hour > 24 || !scan.Take(':')) return std::nullopt;
  const auto minute = scan.Digits(2);
  if (!minute || *minute > 59) return std::nullopt;
  double seconds = *hour * 3600.0 + *minute * 60.0;
  if (!scan.Take(':')) return seconds;
  const auto second = scan.Digits(2);
  if (!second || *second > 60) return std::nullopt;
  return seconds + *second + scan.Fraction();
}

// "Z", "+01:00", "-0530", or nothing, which is UTC: seconds ahead of UTC.
std::optional<double> ScanZone(Scanner& scan) {
  scan.Take(' ');
  if (scan.Take('Z') || scan.AtEnd()) return 0;
  const bool ahead = scan.Take('+');
  if (!ahead && !scan.Take('-')) return std::nullopt;
  const auto hours = scan.Digits(2);
  scan.Take(':');
  const auto minutes = scan.AtEnd() ? 0 : scan.Digits(2);
  if (!hours || !minutes) return std::nullopt;
  return (ahead ? 1 : -1) * (*hours * 3600.0 + *minutes * 60.0);
}

}  // namespace

std::optional<double> ParseDateTime(std::string_view cell) {
  Scanner scan(cell);
  const auto date = ScanDate(scan);
  if (!date) return std::nullopt;
  if (scan.AtEnd()) return date;
  if (!scan.Take('T') && !scan.Take(' ')) return std::nullopt;
  const auto time = ScanTime(scan);
  if (!time) return std::nullopt;
  const auto zone = ScanZone(scan);
  if (!zone || !scan.AtEnd()) return std::nullopt;
  return *date + *time - *zone;
}

}  // namespace seep
