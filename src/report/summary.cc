#include "report/summary.h"

#include <fmt/format.h>

#include <cmath>
#include <string_view>
#include <utility>

#include "base/units.h"
#include "model/answer_tally.h"
#include "model/leading.h"
#include "report/fit.h"
#include "report/growth.h"
#include "report/growth_facts.h"
#include "report/headline.h"
#include "report/next_step.h"
#include "report/sites_text.h"
#include "report/where_facts.h"

namespace seep {
namespace {

// "282.3 MiB before, 9.1 MiB after", or first and last of what something else recorded.
void AddReadings(std::string_view of, Readings readings, bool recorded, std::vector<Fact>& facts) {
  if (readings.values.empty()) return;
  const auto value = [&](double reading) {
    return readings.in_bytes ? FormatBytes(reading) : FormatCount(std::llround(reading));
  };
  std::string text = fmt::format("{}{}{} {}, {} {}", of, of.empty() ? "" : " ",
                                 value(readings.values.front()), recorded ? "first" : "before",
                                 value(readings.values.back()), recorded ? "last" : "after");
  facts.push_back(
      {readings.in_bytes ? "memory" : "readings", std::move(text), std::move(readings)});
}

// Of what the headline is about; else of all memory.
void AddMemory(const RunResult& result, std::vector<Fact>& facts) {
  if (result.series && !result.meters.empty()) {
    AddReadings("", ReadingsOf(result, result.meters.front()), true, facts);
    return;
  }
  if (result.first.processes.empty()) return;
  const MeterVerdict* leading = LeadingMeter(result);
  if (leading == nullptr || leading->meter == Meter::kHeldBytes)
    return AddReadings("", MemoryReadings(result), false, facts);
  AddReadings(Title(leading->meter), ReadingsOf(result, *leading), false, facts);
}

// "over 79,000 operations", "over 3 min 05 s".
std::string RangeText(const RunResult& result) {
  const std::vector<Point>& points = result.series->points;
  const double range = points.empty() ? 0 : points.back().x - points.front().x;
  if (result.per == "second") return FormatDuration(range);
  return fmt::format("{} {}{}", FormatCount(std::llround(range)), result.per,
                     range == 1 ? "" : "s");
}

void AddTraffic(const RunResult& result, std::vector<Fact>& facts) {
  if (result.series) {
    const size_t count = result.series->points.size();
    facts.push_back(
        {"series",
         fmt::format("{} reading{} of {} over {}", FormatCount(static_cast<int64_t>(count)),
                     count == 1 ? "" : "s", Printable(result.series->source), RangeText(result))});
    return;
  }
  if (result.per != "request") return;
  const auto different = static_cast<int64_t>(result.plan.different_requests);
  facts.push_back(
      {"traffic",
       fmt::format("{} requests{} on {} connections in {}{}",
                   FormatCount(static_cast<int64_t>(result.load.requests)),
                   different > 1 ? fmt::format(", {} different,", FormatCount(different)) : "",
                   FormatCount(static_cast<int64_t>(result.load.connections)),
                   FormatDuration(result.seconds), SiteRequestsText(result))});
  const std::string unasked = UnaskedText(result.plan.traffic, result.load);
  if (!unasked.empty()) facts.push_back({"", unasked});
}

// A heap that was to be counted, and was not: a verdict rests on less then. Where another fact says
// so already, it is said.
void AddHeapNotes(const RunResult& result, std::vector<Fact>& facts) {
  const auto add = [&](std::string_view heap, const std::string& note) {
    const bool told = result.cause.find(note) != std::string::npos ||
                      result.sites_note.find(note) != std::string::npos;
    if (!note.empty() && !told)
      facts.push_back({"note", fmt::format("the {} is not counted: {}", heap, note)});
  };
  const bool runtime_says = result.Judged(Meter::kRuntimeHeap) != nullptr ||
                            result.Judged(Meter::kRuntimeObjects) != nullptr;
  if (!runtime_says && result.Judged(Meter::kLiveHeap) == nullptr)
    add("live heap", result.heap_note);
  if (!runtime_says) add("runtime's heap", result.runtime_note);
}

// What the server wrote, behind the first line of why it failed.
void AddOutput(std::string_view message, std::vector<Fact>& facts) {
  std::string label = "output";
  for (size_t end = message.find('\n'); end != std::string_view::npos;) {
    message.remove_prefix(end + 1);
    end = message.find('\n');
    std::string_view given = message.substr(0, end);
    if (given.starts_with("  ")) given.remove_prefix(2);  // by process/last_output.h
    const std::string line = Printable(given);
    if (line.find_first_not_of(' ') == std::string::npos) continue;
    facts.push_back({label, line});
    label.clear();
  }
}

}  // namespace

Summary Summarize(const RunResult& result) {
  Summary summary{.outcome = OutcomeOf(result),
                  .verdict = std::string(Name(OutcomeOf(result))),
                  .headline = Headline(result),
                  .facts = {},
                  .next = {},
                  .command = {}};
  if (result.failure) {
    AddOutput(result.failure->message, summary.facts);
  } else {
    AddGrowth(result, summary.facts);
    AddWhere(result, summary.facts);
    if (!result.cause.empty()) summary.facts.push_back({"what", result.cause});
    AddMemory(result, summary.facts);
    AddTraffic(result, summary.facts);
    AddHeapNotes(result, summary.facts);
  }
  if (result.interrupted)
    summary.facts.push_back({"note", "interrupted: this is what was known by then"});
  for (const std::string& warning : result.warnings)
    summary.facts.push_back({"note", Printable(warning)});
  NextStep next = NextStepAfter(result);
  summary.next = std::move(next.text);
  summary.command = std::move(next.command);
  return summary;
}

Summary Summarize(const NamedRun& named) {
  Summary summary = Summarize(*named.run);
  if (named.ruling)
    summary.facts.insert(summary.facts.begin(), {named.ruling->by, named.ruling->reason});
  return summary;
}

}  // namespace seep
