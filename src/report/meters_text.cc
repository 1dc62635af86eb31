#include "report/meters_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "report/growth.h"
#include "report/headline.h"
#include "report/table_text.h"

namespace seep {
namespace {

constexpr size_t kIndent = 2;
constexpr size_t kTitleColumnsMin = 10;  // of a recorded series' name

// The growth, and the interval of it.
std::pair<std::string, std::string> GrowthCells(const MeterVerdict& judged) {
  const Verdict& verdict = judged.verdict;
  const std::string pace = FormatSlope(judged.meter, verdict.slope.estimate);
  if (verdict.judged_from > 0) {
    return {pace, fmt::format("{} … {}", FormatSlope(judged.meter, verdict.slope.low),
                              FormatSlope(judged.meter, verdict.slope.high))};
  }
  // A leak that needs no trend.
  if (verdict.outcome == Outcome::kLeak) return {pace, "so far"};
  return {"-", "too few readings"};
}

double ConfidenceOf(const RunResult& result) {
  double confidence = 0;
  for (const MeterVerdict& judged : result.meters)
    confidence = std::max(confidence, judged.verdict.confidence);
  return confidence;
}

}  // namespace

std::string MetersText(const RunResult& result, const Style& style) {
  std::vector<std::vector<TableCell>> rows;
  for (const MeterVerdict& judged : result.meters) {
    const Outcome outcome = judged.verdict.outcome;
    if (judged.points.empty() || (IsSupplementary(judged.meter) && outcome != Outcome::kLeak))
      continue;
    auto [growth, interval] = GrowthCells(judged);
    rows.push_back({{TitleOf(result, judged)},
                    {std::move(growth)},
                    {std::move(interval)},
                    {std::string(Name(outcome)), outcome}});
  }
  if (rows.empty()) return "";
  const double confidence = ConfidenceOf(result);
  const std::string interval =
      confidence > 0 ? fmt::format("{:.4g} % interval", confidence * 100) : "interval";
  return TableText({{.title = "meter", .columns_min = kTitleColumnsMin},
                    {.title = Each(result.per), .align = Align::kRight},
                    {.title = interval},
                    {.title = "verdict"}},
                   rows, style, kIndent);
}

}  // namespace seep
