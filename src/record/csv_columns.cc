#include "record/csv_columns.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

#include "record/csv_cell.h"

namespace seep {
namespace {

tl::unexpected<Error> Bad(std::string message) {
  return Fail(ErrorKind::kBadInput, Fault::kUser, std::move(message));
}

bool IsAlphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// "mem (MiB)" → mem, mib.
std::vector<std::string> WordsOf(std::string_view name) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : name) {
    if (IsAlphanumeric(c)) {
      if (!inside) words.emplace_back();
      words.back() += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    }
    inside = IsAlphanumeric(c);
  }
  return words;
}

// Words with a blank around each.
using WordList = std::string_view;
constexpr WordList kCounts =
    " requests request reqs req operations operation ops op connections connection iterations "
    "iteration count n x ";
constexpr WordList kTimes =
    " time seconds second secs sec s t timestamp ts date datetime epoch elapsed uptime ";
constexpr WordList kMemory = " memory mem rss pss uss anon heap anonymous resident value y ";

bool HasWordOf(std::string_view name, WordList list) {
  const auto words = WordsOf(name);
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return list.find(" " + word + " ") != WordList::npos;
  });
}

bool IsCount(std::string_view name) { return HasWordOf(name, kCounts); }
bool IsTime(std::string_view name) { return HasWordOf(name, kTimes) && !IsCount(name); }

std::optional<double> ByteFactorOf(std::string_view name) {
  std::optional<double> factor;
  for (const std::string& word : WordsOf(name)) {
    // A letter alone is more often a name than a unit.
    if (const auto unit = ByteFactor(word); unit && word.size() > 1) factor = unit;
  }
  return factor;
}

bool IsBytes(std::string_view name) { return name == "bytes"; }
bool IsMemory(std::string_view name) {
  return (HasWordOf(name, kMemory) || ByteFactorOf(name)) && !IsCount(name) && !IsTime(name);
}

// Seconds; 0 where the name does not say.
double TimeFactorOf(std::string_view name) {
  for (const auto& [words, factor] :
       std::initializer_list<std::pair<WordList, double>>{{" ms millis msec milliseconds ", 1e-3},
                                                          {" us usec micros microseconds ", 1e-6},
                                                          {" ns nanos nanoseconds ", 1e-9},
                                                          {" s sec secs second seconds ", 1},
                                                          {" min mins minute minutes ", 60},
                                                          {" h hour hours ", 3600}}) {
    if (HasWordOf(name, words)) return factor;
  }
  return 0;
}

// "requests" → "request"; what is no word is a "step".
std::string Singular(std::string_view name) {
  for (const auto& [words, one] : std::initializer_list<std::pair<WordList, std::string_view>>{
           {" requests request reqs req ", "request"},
           {" operations operation ops op ", "operation"},
           {" connections connection ", "connection"},
           {" iterations iteration ", "iteration"},
           {" calls call ", "call"}}) {
    if (HasWordOf(name, words)) return std::string(one);
  }
  return "step";
}

bool IsValue(const std::string& cell) {
  return IsGap(cell) || ParseByteReading(cell, 1) || ParseDateTime(cell);
}

std::string Quoted(const std::vector<std::string>& names) {
  return fmt::format("\"{}\"", fmt::join(names, "\", \""));
}

class Chooser {
 public:
  Chooser(const std::vector<std::string>& first, bool header) : first_(first), header_(header) {}

  Result<CsvColumn> Chosen(const std::string& wanted) const {
    const auto named = std::find(first_.begin(), first_.end(), wanted);
    if (header_ && named != first_.end()) {
      return At(static_cast<size_t>(named - first_.begin()));
    }
    size_t number = 0;
    const auto [end, ec] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
    const bool is_number = ec == std::errc() && end == wanted.data() + wanted.size();
    if (is_number && number >= 1 && number <= first_.size()) return At(number - 1);
    return Bad(header_
                   ? fmt::format("there is no column \"{}\": there are {}", wanted, Quoted(first_))
                   : fmt::format("there is no column \"{}\": there are {}, without names", wanted,
                                 first_.size()));
  }

  // The only column that one of the conditions holds for, tried in order.
  using Condition = bool (*)(std::string_view name);
  Result<CsvColumn> Told(const char* flag, const char* what,
                         std::initializer_list<Condition> conditions) const {
    for (const Condition condition : conditions) {
      std::vector<size_t> found;
      for (size_t i = 0; i < first_.size(); ++i) {
        if (condition(first_[i])) found.push_back(i);
      }
      if (found.size() == 1) return At(found[0]);
      if (found.empty()) continue;
      std::vector<std::string> names;
      for (const size_t i : found) names.push_back(first_[i]);
      return Bad(fmt::format("several columns could be the {}: {}; choose one with {}", what,
                             Quoted(names), flag));
    }
    return Bad(
        fmt::format("no column's name says that it is the {}: there are {}; choose one with {}",
                    what, Quoted(first_), flag));
  }

  CsvColumn At(size_t index) const {
    return {.index = index,
            .name = header_ ? first_[index] : fmt::format("column {}", index + 1),
            .factor = 1};
  }

 private:
  const std::vector<std::string>& first_;
  bool header_;
};

// What the columns count in.
Result<CsvColumns> WithUnits(CsvColumns columns, const std::vector<std::string>& first) {
  const std::string& x_cell = first[columns.x.index];
  columns.time = columns.header ? IsTime(columns.x.name) : ParseDateTime(x_cell).has_value();
  columns.per = columns.time ? "second" : columns.header ? Singular(columns.x.name) : "request";
  if (columns.time) columns.x.factor = columns.header ? TimeFactorOf(columns.x.name) : 0;
  if (!columns.header) {
    columns.notes.push_back(fmt::format("no header line: {} is taken for {}, {} for bytes",
                                        columns.x.name, columns.time ? "times" : "requests",
                                        columns.y.name));
    return columns;
  }
  if (HasWordOf(columns.y.name, " page pages ")) {
    return Bad(fmt::format("column \"{}\" counts pages: convert them to bytes (getconf PAGESIZE)",
                           columns.y.name));
  }
  columns.y.factor = ByteFactorOf(columns.y.name).value_or(1);
  return columns;
}

}  // namespace

Result<CsvColumns> ChooseColumns(const std::vector<std::string>& first, const CsvChoice& choice) {
  CsvColumns columns;
  columns.header = !std::all_of(first.begin(), first.end(), IsValue);
  if (first.size() < 2) {
    return Bad("one column only: two are needed, separated by commas, semicolons or tabs");
  }
  const Chooser chooser(first, columns.header);
  const auto pick = [&](const std::string& wanted, size_t place, const char* flag, const char* what,
                        std::initializer_list<Chooser::Condition> conditions) -> Result<CsvColumn> {
    if (!wanted.empty()) return chooser.Chosen(wanted);
    if (!columns.header) return chooser.At(place);
    return chooser.Told(flag, what, conditions);
  };
  const auto x = pick(choice.x, 0, "--x", "requests or the time", {IsCount, IsTime});
  if (!x) return tl::unexpected(x.error());
  const auto y = pick(choice.y, 1, "--y", "memory", {IsBytes, IsMemory});
  if (!y) return tl::unexpected(y.error());
  columns.x = *x;
  columns.y = *y;
  if (x->index == y->index) return Bad(fmt::format("{} cannot be both --x and --y", x->name));
  return WithUnits(std::move(columns), first);
}

}  // namespace seep
