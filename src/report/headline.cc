#include "report/headline.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "model/leading.h"
#include "report/dose_text.h"
#include "report/fit.h"
#include "report/growth.h"
#include "report/missing.h"
#include "report/sensitivity.h"

namespace seep {
namespace {

// A recorded series is judged as anonymous memory, whatever it is.
std::string CleanHeadline(const RunResult& result) {
  if (result.series && !result.meters.empty()) {
    const MeterVerdict& judged = result.meters.front();
    return fmt::format(
        "{} has no leak above {}", TitleOf(result, judged),
        FormatPace(judged.meter, std::max(judged.verdict.slope.high, 0.0), result.per));
  }
  const std::string bound = Sensitivity(result);
  return bound.empty() ? "no leak was seen" : "no leak above " + bound;
}

std::string LeakHeadline(const RunResult& result) {
  const MeterVerdict* leak = LeadingMeter(result);
  if (leak == nullptr || leak->verdict.judged_from == 0) return result.reason;
  if (result.series) {
    return fmt::format("{} grows by {}", TitleOf(result, *leak),
                       FormatPace(leak->meter, leak->verdict.slope.estimate, result.per));
  }
  return GrowthText(*leak, result.per);
}

// The first line, without the announcement of what the server wrote, which comes behind it.
std::string FailureHeadline(const std::string& message) {
  constexpr std::string_view kAnnounced = ". Its last output:";  // process/last_output.h
  std::string line = message.substr(0, message.find('\n'));
  if (line.ends_with(kAnnounced)) return line.substr(0, line.size() - kAnnounced.size());
  if (line.ends_with(':')) line.pop_back();
  return line;
}

}  // namespace

std::string TitleOf(const RunResult& result, const MeterVerdict& judged) {
  return result.series ? Printable(result.series->y_name) : std::string(Title(judged.meter));
}

std::string Headline(const RunResult& result) {
  if (result.failure) return FailureHeadline(result.failure->message);
  switch (result.outcome) {
    case Outcome::kClean:
      return CleanHeadline(result);
    case Outcome::kLeak:
      return LeakHeadline(result);
    case Outcome::kInconclusive:
      break;
  }
  return MissingIn(result).why;
}

}  // namespace seep
