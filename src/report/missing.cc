#include "report/missing.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "base/units.h"

namespace seep {
namespace {

// At semicolons outside of parentheses.
std::vector<std::string> ClausesOf(std::string_view reason) {
  std::vector<std::string> clauses(1);
  int depth = 0;
  for (size_t i = 0; i < reason.size(); ++i) {
    if (reason[i] == '(') ++depth;
    if (reason[i] == ')') --depth;
    if (depth == 0 && reason.substr(i).starts_with("; ")) {
      clauses.emplace_back();
      ++i;
    } else {
      clauses.back() += reason[i];
    }
  }
  return clauses;
}

bool IsNumber(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

// "-n 25000" and "-t 60s", but not in backquotes, which are around another command.
std::vector<std::string> OptionsIn(std::string_view reason) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (const char c : reason) {
    if (c == '`') quoted = !quoted;
    if (!quoted && std::string_view(" (),;").find(c) == std::string_view::npos)
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  }
  std::vector<std::string> options;
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string_view value = words[i + 1];
    const bool requests = words[i] == "-n" && IsNumber(value);
    const bool seconds =
        words[i] == "-t" && value.ends_with('s') && IsNumber(value.substr(0, value.size() - 1));
    if (requests || seconds) options.insert(options.end(), {words[i], words[i + 1]});
  }
  return options;
}

// Where a reason names the option and leaves the number to the user: twice as long as it took.
std::vector<std::string> TwiceTheTime(const RunResult& result) {
  if (result.reason.find("(--time)") == std::string::npos) return {};
  return {"-t", fmt::format("{:.0f}s", std::ceil(2 * result.seconds))};
}

std::string More(const RunResult& result, std::string_view option, const std::string& value) {
  const double wanted = std::strtod(value.c_str(), nullptr);
  if (option == "-n") {
    const double more = wanted - static_cast<double>(result.load.requests);
    return more > 0 ? FormatCount(std::llround(more)) + " more requests" : "";
  }
  const bool of_all = result.plan.time_of_all > milliseconds(0);
  const double more = wanted - (of_all ? Seconds(result.plan.time_of_all) : result.seconds);
  if (more <= 0) return "";
  return FormatDuration(more) + (of_all ? " more for all shapes" : " more");
}

std::string NeedText(const RunResult& result, const std::vector<std::string>& options) {
  if (options.empty()) return "";
  const std::string more = More(result, options[0], options[1]);
  return fmt::format("{} would do{}{}", fmt::join(options, " "), more.empty() ? "" : ": ", more);
}

// Without "(-n 25000)" and "(--time)".
std::string WithoutOptions(std::string clause) {
  const size_t open = clause.rfind(" (-");
  const size_t close = open == std::string::npos ? open : clause.find(')', open);
  if (close != std::string::npos) clause.erase(open, close + 1 - open);
  return clause;
}

bool SaysOnlyThatMoreIsNeeded(std::string_view clause) {
  constexpr std::array<std::string_view, 3> kSuch = {
      "more requests would decide", "a longer run would decide", "a longer run would"};
  if (clause.starts_with("-n ") || clause.starts_with("-t ")) return true;
  return std::find(kSuch.begin(), kSuch.end(), clause) != kSuch.end();
}

}  // namespace

Missing MissingIn(const RunResult& result) {
  Missing missing;
  missing.options = OptionsIn(result.reason);
  if (missing.options.empty()) missing.options = TwiceTheTime(result);
  missing.need = NeedText(result, missing.options);
  const std::vector<std::string> clauses = ClausesOf(result.reason);
  const bool known = !missing.options.empty();
  missing.why = known ? WithoutOptions(clauses.front()) : clauses.front();
  for (size_t i = 1; i < clauses.size(); ++i) {
    const std::string clause = known ? WithoutOptions(clauses[i]) : clauses[i];
    if (known && SaysOnlyThatMoreIsNeeded(clause)) continue;
    missing.more += (missing.more.empty() ? "" : "; ") + clause;
  }
  return missing;
}

}  // namespace seep
