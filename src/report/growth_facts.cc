#include "report/growth_facts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/units.h"
#include "model/leading.h"
#include "report/dose_text.h"
#include "report/growth.h"
#include "report/headline.h"
#include "report/missing.h"

namespace seep {
namespace {

constexpr double kMillion = 1e6;
constexpr double kDay = 86'400;  // seconds

double RequestsPerSecond(const RunResult& result) {
  return result.load.seconds > 0 ? static_cast<double>(result.load.requests) / result.load.seconds
                                 : 0;
}

// "282 MiB a million requests, 5.9 MiB a second at this traffic", "24.7 MiB a day".
std::string InTheLongRun(const RunResult& result, const MeterVerdict& leak) {
  const MainRate rate = MainRateOf(leak, result.per);
  const auto total = [&](double amount) {
    return InBytes(leak.meter)
               ? FormatBytes(amount)
               : fmt::format("{} {}", FormatCount(std::llround(amount)), Title(leak.meter));
  };
  if (rate.per == "second") return total(rate.amount * kDay) + " a day";
  std::string text =
      fmt::format("{} a million {}s", total(leak.verdict.slope.estimate * kMillion), result.per);
  const double pace = leak.verdict.slope.estimate * RequestsPerSecond(result);
  if (result.per == "request" && pace >= 1)
    text += fmt::format(", {} a second at this traffic",
                        InBytes(leak.meter) ? FormatBytes(pace) : FormatCount(std::llround(pace)));
  return text;
}

void AddLeak(const RunResult& result, const MeterVerdict& leak, std::vector<Fact>& facts) {
  facts.push_back({"growth", InTheLongRun(result, leak)});
  const Verdict& verdict = leak.verdict;
  // What is said of every leak (stats/decision.h) says nothing of this one.
  constexpr std::string_view kOfEvery = "it grows steadily and does not slow down";
  if (verdict.judged_from > 0 && !verdict.reason.empty() && verdict.reason != kOfEvery)
    facts.push_back({"", verdict.reason});
  const Slope& slope = verdict.slope;
  if (verdict.confidence == 0 || !IsUncertain(slope)) return;
  facts.push_back(
      {"", fmt::format("between {} and {} {}, at {:.4g} % confidence",
                       FormatAmount(leak.meter, slope.low), FormatAmount(leak.meter, slope.high),
                       Each(result.per), verdict.confidence * 100)});
}

// "0.10 B a request in the live heap and 8.0 B in anonymous memory"; once where they are the same.
std::string TolerancesText(const RunResult& result) {
  std::vector<const MeterVerdict*> memory;
  for (const MeterVerdict& judged : result.meters) {
    if (InBytes(judged.meter) && !judged.points.empty()) memory.push_back(&judged);
  }
  if (memory.empty()) return "";
  const auto same = [&](const MeterVerdict* judged) {
    return judged->tolerance.slope == memory.front()->tolerance.slope;
  };
  if (std::all_of(memory.begin(), memory.end(), same))
    return FormatPace(memory.front()->meter, memory.front()->tolerance.slope, result.per);
  std::vector<std::string> parts;
  for (const MeterVerdict* judged : memory) {
    const std::string each = parts.empty() ? " " + Each(result.per) : "";
    parts.push_back(fmt::format(
        "{}{} in {}", FormatAmount(judged->meter, judged->tolerance.slope), each,
        judged->meter == Meter::kHeldBytes ? std::string(Title(judged->meter))
                                           : "the " + std::string(Title(judged->meter))));
  }
  const std::string last = parts.back();
  parts.pop_back();
  return fmt::format("{} and {}", fmt::join(parts, ", "), last);
}

// Growth that is there and is accepted is told as growth.
void AddClean(const RunResult& result, std::vector<Fact>& facts) {
  bool grows = false;
  for (const MeterVerdict& judged : result.meters) {
    const Slope& slope = judged.verdict.slope;
    if (IsSupplementary(judged.meter) || judged.verdict.outcome != Outcome::kClean ||
        slope.low <= 0)
      continue;
    facts.push_back({grows ? "" : "growth",
                     fmt::format("{} {} by {}, within the tolerance of {}", TitleOf(result, judged),
                                 InBytes(judged.meter) ? "grows" : "grow",
                                 FormatPace(judged.meter, slope.estimate, result.per),
                                 FormatPace(judged.meter, judged.tolerance.slope, result.per))});
    grows = true;
  }
  const std::string tolerances = TolerancesText(result);
  if (!grows && !tolerances.empty())
    facts.push_back({"judged", "against a tolerance of " + tolerances});
}

// The meter that the reason is about.
const MeterVerdict* OpenMeter(const RunResult& result) {
  const MeterVerdict* open = nullptr;
  for (const MeterVerdict& judged : result.meters) {
    if (judged.verdict.outcome != Outcome::kInconclusive || judged.verdict.judged_from == 0)
      continue;
    if (result.reason.find(fmt::format("{}: ", Title(judged.meter))) != std::string::npos)
      return &judged;
    if (open == nullptr) open = &judged;
  }
  return open;
}

void AddOpen(const RunResult& result, std::vector<Fact>& facts) {
  constexpr std::string_view kSoFar = "so far, ";
  const Missing missing = MissingIn(result);
  if (!missing.need.empty()) facts.push_back({"missing", missing.need});
  if (missing.more.starts_with(kSoFar))
    facts.push_back({"so far", missing.more.substr(kSoFar.size())});
  else if (!missing.more.empty())
    facts.push_back({missing.need.empty() ? "missing" : "", missing.more});
  const MeterVerdict* open = OpenMeter(result);
  if (open == nullptr) return;
  facts.push_back({"growth", fmt::format("{} by {} to {} {} so far", TitleOf(result, *open),
                                         FormatSlope(open->meter, open->verdict.slope.low),
                                         FormatSlope(open->meter, open->verdict.slope.high),
                                         Each(result.per))});
}

}  // namespace

void AddGrowth(const RunResult& result, std::vector<Fact>& facts) {
  switch (result.outcome) {
    case Outcome::kLeak:
      if (const MeterVerdict* leak = LeadingMeter(result)) AddLeak(result, *leak, facts);
      return;
    case Outcome::kClean:
      return AddClean(result, facts);
    case Outcome::kInconclusive:
      return AddOpen(result, facts);
  }
}

}  // namespace seep
