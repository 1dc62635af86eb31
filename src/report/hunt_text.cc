#include "report/hunt_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/units.h"
#include "model/answer_tally.h"
#include "model/leading.h"
#include "report/growth.h"
#include "report/hunt_findings.h"
#include "report/json.h"
#include "report/named_run.h"
#include "report/rows.h"
#include "report/summary_text.h"
#include "report/table_text.h"

namespace seep {
namespace {

constexpr size_t kShapeColumnsMin = 16;
constexpr size_t kAnswersColumnsMin = 8;

// What is shown of a run in which nothing grew: the first of them that there is.
constexpr std::array kShown = {Meter::kRuntimeHeap, Meter::kLiveHeap, Meter::kHeldBytes};

// Of memory that surely grew, that which is furthest beyond its tolerance, or next to it.
const MeterVerdict* MostGrown(const RunResult& run) {
  const MeterVerdict* most = nullptr;
  const auto share = [](const MeterVerdict& judged) {
    return judged.verdict.slope.low / judged.tolerance.slope;
  };
  for (const MeterVerdict& judged : run.meters) {
    const bool grew = InBytes(judged.meter) && judged.verdict.judged_from > 0 &&
                      judged.tolerance.slope > 0 && judged.verdict.slope.low > 0;
    if (grew && (most == nullptr || share(judged) > share(*most))) most = &judged;
  }
  return most;
}

const MeterVerdict* Shown(const RunResult& run) {
  if (const MeterVerdict* leading = LeadingMeter(run)) return leading;
  if (const MeterVerdict* grown = MostGrown(run)) return grown;
  for (const Meter meter : kShown) {
    if (const MeterVerdict* judged = run.Judged(meter)) return judged;
  }
  return nullptr;
}

// "live heap +64 B", "live heap +0.11 B ±0.40 B"; a dash where there is no estimate.
std::string GrowthCell(const RunResult& run) {
  const MeterVerdict* judged = Shown(run);
  if (run.failure || judged == nullptr || judged->verdict.judged_from == 0) return "-";
  const Slope& slope = judged->verdict.slope;
  std::string text =
      fmt::format("{} {}", Title(judged->meter), FormatSlope(judged->meter, slope.estimate));
  if (!IsUncertain(slope)) return text;
  const double half = std::max(slope.high - slope.estimate, slope.estimate - slope.low);
  return text + fmt::format(" ±{}", FormatAmount(judged->meter, half));
}

std::string AnswersCell(const StatusCounts& counts) {
  const std::string names = StatusNames(counts);
  return names.empty() ? "-" : names;
}

std::string Table(const std::vector<NamedRun>& runs, const Style& style) {
  std::vector<std::vector<TableCell>> rows;
  for (const NamedRun& named : runs) {
    const RunResult& run = *named.run;
    const RunOutcome outcome = OutcomeOf(run);
    rows.push_back({{named.name},
                    {std::string(Name(outcome)), ColoredAs(outcome)},
                    {GrowthCell(run)},
                    {FormatCount(static_cast<int64_t>(run.load.requests))},
                    {AnswersCell(run.load.statuses)}});
  }
  return TableText({{.title = "shape", .columns_min = kShapeColumnsMin},
                    {.title = "verdict"},
                    {.title = "growth of each"},
                    {.title = "operations", .align = Align::kRight},
                    {.title = "answers", .columns_min = kAnswersColumnsMin}},
                   rows, style);
}

// "2 of 5 shapes leak, 1 failed, 1 is undecided, 1 is clean".
std::string Headline(const std::vector<NamedRun>& runs) {
  const auto count = [&](RunOutcome outcome) {
    return std::count_if(runs.begin(), runs.end(),
                         [&](const NamedRun& named) { return OutcomeOf(*named.run) == outcome; });
  };
  const auto leaks = count(RunOutcome::kLeak);
  const char* shapes = runs.size() == 1 ? "shape" : "shapes";
  std::string text = leaks == 0 ? fmt::format("none of {} {} leaks", runs.size(), shapes)
                                : fmt::format("{} of {} {} leak{}", leaks, runs.size(), shapes,
                                              leaks == 1 ? "s" : "");
  if (const auto failed = count(RunOutcome::kFailed)) text += fmt::format(", {} failed", failed);
  for (const auto& [outcome, what] : {std::pair(RunOutcome::kInconclusive, "undecided"),
                                      std::pair(RunOutcome::kClean, "clean")}) {
    if (const auto such = count(outcome))
      text += fmt::format(", {} {} {}", such, such == 1 ? "is" : "are", what);
  }
  return text;
}

}  // namespace

std::string HuntText(std::span<const RunResult> runs, const Style& style, Detail detail) {
  const std::vector<NamedRun> sorted = WorstFirst(NamedByShape(runs));
  const RunOutcome worst = WorstOf(sorted);
  std::string text = VerdictLine(ColoredAs(worst), Name(worst), Headline(sorted), style) + "\n" +
                     Table(sorted, style) + HuntFindings(sorted, style);
  for (const NamedRun& named : sorted) {
    const std::string more = DetailText(*named.run, style, detail);
    if (more.empty()) continue;
    const RunOutcome outcome = OutcomeOf(*named.run);
    text += "\n" + VerdictLine(ColoredAs(outcome), Name(outcome), named.name, style) + more;
  }
  return text;
}

std::string HuntJson(std::span<const RunResult> runs) {
  nlohmann::ordered_json json = {
      {"schema", "seep.hunt/1"}, {"seep", SEEP_VERSION}, {"runs", nlohmann::ordered_json::array()}};
  for (const RunResult& run : runs) {
    json["runs"].push_back({{"shape", ShapeOf(run)},
                            {"outcome", Name(OutcomeOf(run))},
                            {"run", nlohmann::ordered_json::parse(JsonReport(run))}});
  }
  return json.dump(1) + "\n";
}

}  // namespace seep
