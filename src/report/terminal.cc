#include "report/terminal.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/units.h"
#include "model/answer_tally.h"
#include "model/leading.h"
#include "report/dose_text.h"
#include "report/growth.h"
#include "report/rows.h"
#include "report/sensitivity.h"
#include "report/series_text.h"
#include "report/sites_text.h"

namespace seep {
namespace {

constexpr size_t kMappingsShown = 3;
// Of glibc, to a byte. Beyond it, malloc gives less than twice of what was asked for.
constexpr double kSmallestBlock = 24;

std::string Headline(const RunResult& result, const Style& style) {
  const std::string name = style.Colored(result.outcome);
  if (result.outcome == Outcome::kClean) {
    return fmt::format("{}  no leak above {}\n", name, Sensitivity(result));
  }
  const MeterVerdict* leak = LeadingMeter(result);
  if (leak != nullptr && leak->verdict.judged_from > 0) {
    return fmt::format("{}  {} and {} not slow down\n", name, GrowthText(*leak, result.per),
                       InBytes(leak->meter) ? "does" : "do");
  }
  return fmt::format("{}  {}\n", name, result.reason);
}

std::string TrafficText(const RunResult& result) {
  if (result.per != "request") return fmt::format("{} readings", result.rounds.size());
  const LoadResult& load = result.load;
  const double rate = load.seconds > 0 ? static_cast<double>(load.requests) / load.seconds : 0;
  const auto different = static_cast<int64_t>(result.plan.different_requests);
  return fmt::format("{} requests{} on {} connections, {}/s, in {} rounds",
                     FormatCount(static_cast<int64_t>(load.requests)),
                     different > 1 ? fmt::format(", {} different,", FormatCount(different)) : "",
                     FormatCount(static_cast<int64_t>(load.connections)),
                     FormatCount(static_cast<int64_t>(rate)),
                     std::count_if(result.rounds.begin(), result.rounds.end(),
                                   [](const Round& r) { return !r.idle; }));
}

std::string HeapText(const HeapCounts& heap) {
  return fmt::format("{} in {} blocks", FormatBytes(static_cast<double>(heap.usable_bytes)),
                     FormatCount(heap.blocks));
}

std::string HeapRow(const RunResult& result) {
  if (result.Judged(Meter::kLiveHeap) == nullptr) {
    return result.heap_note.empty() ? "" : Row("live heap", "not counted: " + result.heap_note);
  }
  if (!result.first.heap) return "";
  return Row("live heap", fmt::format("{} before, {} after", HeapText(*result.first.heap),
                                      HeapText(*result.After().heap)));
}

// "5.1 MiB and 1.2 MiB outside of it in 71,234 objects".
std::string RuntimeText(const RuntimeHeap& heap) {
  std::string text;
  if (heap.used_bytes) text += FormatBytes(static_cast<double>(*heap.used_bytes));
  if (heap.external_bytes > 0)
    text +=
        fmt::format(" and {} outside of it", FormatBytes(static_cast<double>(heap.external_bytes)));
  if (heap.objects)
    text += fmt::format("{}{} objects", text.empty() ? "" : " in ", FormatCount(*heap.objects));
  if (heap.goroutines) text += fmt::format(", {} goroutines", FormatCount(*heap.goroutines));
  return text;
}

// All readings there are: not every sample has one.
std::vector<const RuntimeHeap*> RuntimeReadings(const RunResult& result) {
  std::vector<const RuntimeHeap*> readings;
  if (result.first.runtime) readings.push_back(&*result.first.runtime);
  for (const Round& round : result.rounds) {
    if (round.sample.runtime) readings.push_back(&*round.sample.runtime);
  }
  return readings;
}

std::string RuntimeRow(const RunResult& result) {
  if (result.Judged(Meter::kRuntimeHeap) == nullptr &&
      result.Judged(Meter::kRuntimeObjects) == nullptr) {
    return result.runtime_note.empty() ? "" : Row("runtime", "not asked: " + result.runtime_note);
  }
  const std::vector<const RuntimeHeap*> readings = RuntimeReadings(result);
  if (readings.empty()) return "";
  std::string text =
      Row("runtime", fmt::format("{}: {} before, {} after", fmt::join(readings.back()->names, ", "),
                                 RuntimeText(*readings.front()), RuntimeText(*readings.back())));
  if (const int64_t unseen = readings.back()->threads_unseen; unseen > 0) {
    text +=
        Row("", fmt::format("without the heap{} of {} that did not answer", unseen == 1 ? "" : "s",
                            unseen == 1 ? "a worker thread"
                                        : fmt::format("{} worker threads", FormatCount(unseen))));
  }
  return text;
}

std::string TrimRow(const TrimEffect& trim) {
  return Row("trim", fmt::format("malloc_trim: {} → {}",
                                 FormatBytes(static_cast<double>(trim.held_bytes_before)),
                                 FormatBytes(static_cast<double>(trim.held_bytes_after))));
}

std::string MemoryRows(const RunResult& result) {
  const auto held = [](const Sample& sample) {
    return static_cast<double>(sample.Memory().Held());
  };
  const double before = held(result.Before());
  const double after = held(result.After());
  std::vector<double> series;
  for (const Round& round : result.rounds) series.push_back(held(round.sample));
  std::string text =
      Row("memory", fmt::format("{} before, {} after  {}", FormatBytes(before), FormatBytes(after),
                                Sparkline(series.data(), series.size(), 32)));
  for (size_t i = 0; i < std::min(result.mappings.size(), kMappingsShown); ++i) {
    const MappingGrowth& mapping = result.mappings[i];
    text += Row(i == 0 ? "where" : "",
                fmt::format("{}: {} → {}", mapping.name,
                            FormatBytes(static_cast<double>(mapping.before_bytes)),
                            FormatBytes(static_cast<double>(mapping.after_bytes))));
  }
  return text;
}

std::string SlopeText(const MeterVerdict& meter, const std::string& per) {
  const Verdict& verdict = meter.verdict;
  const std::string pace =
      fmt::format("{} a {}", FormatSlope(meter.meter, verdict.slope.estimate), per);
  if (verdict.judged_from > 0)
    return fmt::format("{} ({})", pace, Interval(meter.meter, verdict.slope, verdict.confidence));
  // A leak that needs no trend.
  if (verdict.outcome == Outcome::kLeak) return pace + " so far";
  return "not judged: too few readings";
}

std::string MeterRows(const RunResult& result, const Style& style) {
  std::string text;
  for (const MeterVerdict& meter : result.meters) {
    if (meter.points.empty() ||
        (IsSupplementary(meter.meter) && meter.verdict.outcome != Outcome::kLeak)) {
      continue;
    }
    text += Row(text.empty() ? "growth" : "",
                fmt::format("{:<17} {}  {}", Title(meter.meter), SlopeText(meter, result.per),
                            style.Dim(Name(meter.verdict.outcome))));
  }
  return text;
}

// One leak, read three ways: what the program asked for, what malloc gave, and the pages that took.
std::string BytesRow(const RunResult& result) {
  const MeterVerdict* live = result.Judged(Meter::kLiveHeap);
  const MeterVerdict* leading = LeadingMeter(result);
  if (!result.sites || leading == nullptr || leading != live) return "";
  double asked = 0;
  double blocks = 0;
  for (const LeakSite& site : result.sites->sites) {
    if (!site.grows) continue;
    asked += site.bytes_per_request.estimate;
    blocks += site.blocks_per_request.estimate;
  }
  const double given = live->verdict.slope.estimate;
  const bool same = asked <= given && given <= 2 * asked + kSmallestBlock * blocks;
  if (asked <= 0 || !same) return "";
  const auto amount = [](double bytes) { return FormatAmount(Meter::kLiveHeap, bytes); };
  std::string text =
      fmt::format("the same leak: {} asked for, {} given by malloc", amount(asked), amount(given));
  const MeterVerdict* held = result.Judged(Meter::kHeldBytes);
  if (held != nullptr && held->verdict.outcome == Outcome::kLeak)
    text += fmt::format(", {} in pages", amount(held->verdict.slope.estimate));
  return Row("bytes", text);
}

std::string CacheRow(const RunResult& result) {
  return Row("cache",
             fmt::format("growth of memory by {} in all is expected (--expect-cache)",
                         FormatBytes(static_cast<double>(*result.plan.expect_cache_bytes))));
}

// Of the meter that leaks, or the first whose growth follows something.
std::string DoseRow(const RunResult& result) {
  const MeterVerdict* shown = LeadingMeter(result);
  for (const MeterVerdict& judged : result.meters) {
    const bool told = judged.dose && judged.dose->driver != Driver::kUnknown;
    if (shown == nullptr && told) shown = &judged;
  }
  const std::string text = shown == nullptr ? "" : DoseText(*shown);
  return text.empty() ? "" : Row("follows", text);
}

// Of the meters that are judged by what waits left, that of which most went away.
std::string WaitsRow(const RunResult& result) {
  const MeterVerdict* most = nullptr;
  for (const MeterVerdict& judged : result.meters) {
    if (!judged.by_waits || !judged.drain || !InBytes(judged.meter)) continue;
    if (most == nullptr || judged.drain->fall > most->drain->fall) most = &judged;
  }
  if (most == nullptr) return "";
  return Row("waits",
             fmt::format("{} of the {} went away in {:.1f} s without requests; what stays "
                         "from one such wait to the next is judged",
                         FormatBytes(most->drain->fall), Title(most->meter), most->drain->seconds));
}

}  // namespace

std::string TerminalReport(const RunResult& result, const Style& style) {
  if (result.series) return SeriesText(result, style);
  std::string text = Headline(result, style);
  const std::string unasked = UnaskedText(result.plan.traffic, result.load);
  if (!unasked.empty()) text += std::string(Name(result.outcome).size() + 2, ' ') + unasked + "\n";
  text += Row("traffic", fmt::format("{}, {}{}", TrafficText(result),
                                     FormatDuration(result.seconds), SiteRequestsText(result)));
  const std::string tally = AnswerTally(result.load.statuses);
  if (!tally.empty()) text += Row("answers", tally);
  text += MemoryRows(result);
  text += HeapRow(result);
  text += RuntimeRow(result);
  text += MeterRows(result, style);
  text += BytesRow(result);
  const std::string dose = DoseRow(result);
  text += dose;
  text += WaitsRow(result);
  if (result.idle && dose.empty()) {
    text += Row("idle", fmt::format("{}/s without requests, {}/s with them",
                                    FormatBytes(result.idle->bytes_per_second_idle),
                                    FormatBytes(result.idle->bytes_per_second_loaded)));
  }
  if (result.plan.expect_cache_bytes) text += CacheRow(result);
  if (result.trim) text += TrimRow(*result.trim);
  if (!result.cause.empty()) text += Row("cause", result.cause);
  if (result.interrupted) text += Row("note", "interrupted: this is what was known by then");
  for (const std::string& warning : result.warnings) text += Row("warning", warning);
  if (result.sites) text += "\n" + SitesText(*result.sites, style);
  if (!result.sites_note.empty()) text += Row("sites", "none: " + result.sites_note);
  return text;
}

}  // namespace seep
