#include "report/measured_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/units.h"
#include "model/answer_tally.h"
#include "model/leading.h"
#include "report/dose_text.h"
#include "report/growth.h"
#include "report/meters_text.h"
#include "report/rows.h"
#include "report/sites_text.h"

namespace seep {
namespace {

constexpr size_t kMappingsShown = 3;
// Of glibc, to a byte. Beyond it, malloc gives less than twice of what was asked for.
constexpr double kSmallestBlock = 24;

// "41, with 20,720 requests a second"; of a process that was watched its readings.
std::string RoundsRow(const RunResult& result, const Style& style) {
  if (result.per != "request") {
    return Row("readings", FormatCount(static_cast<int64_t>(result.rounds.size())), style);
  }
  const LoadResult& load = result.load;
  const double rate = load.seconds > 0 ? static_cast<double>(load.requests) / load.seconds : 0;
  const auto rounds = std::count_if(result.rounds.begin(), result.rounds.end(),
                                    [](const Round& round) { return !round.idle; });
  return Row("rounds",
             fmt::format("{}, with {} requests a second", FormatCount(rounds),
                         FormatCount(static_cast<int64_t>(rate))),
             style);
}

std::string HeapText(const HeapCounts& heap) {
  return fmt::format("{} in {} blocks", FormatBytes(static_cast<double>(heap.usable_bytes)),
                     FormatCount(heap.blocks));
}

std::string HeapRow(const RunResult& result, const Style& style) {
  if (result.Judged(Meter::kLiveHeap) == nullptr) {
    return result.heap_note.empty() ? ""
                                    : Row("live heap", "not counted: " + result.heap_note, style);
  }
  if (!result.first.heap) return "";
  return Row("live heap",
             fmt::format("{} before, {} after", HeapText(*result.first.heap),
                         HeapText(*result.After().heap)),
             style);
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

std::string RuntimeRow(const RunResult& result, const Style& style) {
  if (result.Judged(Meter::kRuntimeHeap) == nullptr &&
      result.Judged(Meter::kRuntimeObjects) == nullptr) {
    return result.runtime_note.empty() ? ""
                                       : Row("runtime", "not asked: " + result.runtime_note, style);
  }
  const std::vector<const RuntimeHeap*> readings = RuntimeReadings(result);
  if (readings.empty()) return "";
  std::string text =
      Row("runtime",
          fmt::format("{}: {} before, {} after", fmt::join(readings.back()->names, ", "),
                      RuntimeText(*readings.front()), RuntimeText(*readings.back())),
          style);
  if (const int64_t unseen = readings.back()->threads_unseen; unseen > 0) {
    text += Row("",
                fmt::format("without the heap{} of {} that did not answer", unseen == 1 ? "" : "s",
                            unseen == 1 ? "a worker thread"
                                        : fmt::format("{} worker threads", FormatCount(unseen))),
                style);
  }
  return text;
}

std::string TrimRow(const TrimEffect& trim, const Style& style) {
  return Row(
      "trim",
      fmt::format("malloc_trim: {} → {}", FormatBytes(static_cast<double>(trim.held_bytes_before)),
                  FormatBytes(static_cast<double>(trim.held_bytes_after))),
      style);
}

std::string MappingRows(const RunResult& result, const Style& style) {
  std::string text;
  for (size_t i = 0; i < std::min(result.mappings.size(), kMappingsShown); ++i) {
    const MappingGrowth& mapping = result.mappings[i];
    text += Row(i == 0 ? "mappings" : "",
                fmt::format("{}: {} → {}", mapping.name,
                            FormatBytes(static_cast<double>(mapping.before_bytes)),
                            FormatBytes(static_cast<double>(mapping.after_bytes))),
                style);
  }
  return text;
}

// One leak, read three ways: what the program asked for, what malloc gave, and the pages that took.
std::string BytesRow(const RunResult& result, const Style& style) {
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
  return Row("bytes", text, style);
}

std::string CacheRow(const RunResult& result, const Style& style) {
  return Row("cache",
             fmt::format("growth of memory by {} in all is expected (--expect-cache)",
                         FormatBytes(static_cast<double>(*result.plan.expect_cache_bytes))),
             style);
}

// Of the meter that leaks, or the first whose growth follows something.
std::string DoseRow(const RunResult& result, const Style& style) {
  const MeterVerdict* shown = LeadingMeter(result);
  for (const MeterVerdict& judged : result.meters) {
    const bool told = judged.dose && judged.dose->driver != Driver::kUnknown;
    if (shown == nullptr && told) shown = &judged;
  }
  const std::string text = shown == nullptr ? "" : DoseText(*shown);
  return text.empty() ? "" : Row("follows", text, style);
}

// Of the meters that are judged by what waits left, that of which most went away.
std::string WaitsRow(const RunResult& result, const Style& style) {
  const MeterVerdict* most = nullptr;
  for (const MeterVerdict& judged : result.meters) {
    if (!judged.by_waits || !judged.drain || !InBytes(judged.meter)) continue;
    if (most == nullptr || judged.drain->fall > most->drain->fall) most = &judged;
  }
  if (most == nullptr) return "";
  return Row("waits",
             fmt::format("{} of the {} went away in {:.1f} s without requests; what stays "
                         "from one such wait to the next is judged",
                         FormatBytes(most->drain->fall), Title(most->meter), most->drain->seconds),
             style);
}

// Of a recorded series.
std::string JudgedRow(const RunResult& result, const Style& style) {
  if (result.meters.empty() || result.meters.front().verdict.judged_from == 0) return "";
  const MeterVerdict& judged = result.meters.front();
  return Row("judged",
             fmt::format("readings {} … {}, against a tolerance of {}, in steps of {}",
                         FormatCount(static_cast<int64_t>(judged.verdict.judged_from) + 1),
                         FormatCount(static_cast<int64_t>(judged.points.size())),
                         FormatPace(judged.meter, judged.tolerance.slope, result.per),
                         FormatBytes(judged.tolerance.resolution)),
             style);
}

}  // namespace

std::string MeasuredText(const RunResult& result, const Style& style) {
  std::string text = MetersText(result, style);
  if (result.series) return text + JudgedRow(result, style);
  text += RoundsRow(result, style);
  const std::string tally = AnswerTally(result.load.statuses);
  if (!tally.empty()) text += Row("answers", tally, style);
  text += HeapRow(result, style) + RuntimeRow(result, style) + BytesRow(result, style);
  text += MappingRows(result, style);
  const std::string dose = DoseRow(result, style);
  text += dose + WaitsRow(result, style);
  if (result.idle && dose.empty()) {
    text += Row("idle",
                fmt::format("{}/s without requests, {}/s with them",
                            FormatBytes(result.idle->bytes_per_second_idle),
                            FormatBytes(result.idle->bytes_per_second_loaded)),
                style);
  }
  if (result.plan.expect_cache_bytes) text += CacheRow(result, style);
  if (result.trim) text += TrimRow(*result.trim, style);
  if (result.sites) text += "\n" + SitesText(*result.sites, style);
  return text;
}

}  // namespace seep
