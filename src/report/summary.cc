#include "report/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/units.h"
#include "model/answer_tally.h"
#include "model/frame_name.h"
#include "model/leading.h"
#include "report/blamed_frame.h"
#include "report/dose_text.h"
#include "report/fit.h"
#include "report/growth.h"
#include "report/headline.h"
#include "report/named_run.h"
#include "report/next_step.h"
#include "report/rows.h"
#include "report/sites_text.h"
#include "report/source_path.h"

namespace seep {
namespace {

constexpr double kMillion = 1e6;
constexpr double kDay = 86'400;  // seconds
constexpr size_t kSourceColumns = 48;

double RequestsPerSecond(const RunResult& result) {
  return result.load.seconds > 0 ? static_cast<double>(result.load.requests) / result.load.seconds
                                 : 0;
}

// "282 MiB a million requests, 5.9 MiB/s at this traffic", "24.7 MiB a day".
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
    text += fmt::format(", {} a second at this traffic", total(pace));
  return text;
}

// Of a leak; of what is clean, growth that the tolerance accepts.
void AddGrowth(const RunResult& result, std::vector<Fact>& facts) {
  if (const MeterVerdict* leak = LeadingMeter(result)) {
    facts.push_back({"growth", InTheLongRun(result, *leak)});
    const Verdict& verdict = leak->verdict;
    if (verdict.confidence > 0) {
      facts.push_back({"", fmt::format("{} to {} {}, at {:.4g} % confidence",
                                       FormatAmount(leak->meter, verdict.slope.low),
                                       FormatAmount(leak->meter, verdict.slope.high),
                                       Each(result.per), verdict.confidence * 100)});
    }
    return;
  }
  if (result.outcome != Outcome::kClean) return;
  bool grows = false;
  for (const MeterVerdict& judged : result.meters) {
    const Slope& slope = judged.verdict.slope;
    if (!InBytes(judged.meter) || judged.verdict.outcome != Outcome::kClean || slope.low <= 0)
      continue;
    facts.push_back(
        {"growth",
         fmt::format("{} grows by {} {}, within the tolerance of {}", TitleOf(result, judged),
                     FormatAmount(judged.meter, slope.estimate), Each(result.per),
                     FormatAmount(judged.meter, judged.tolerance.slope))});
    grows = true;
  }
  const MeterVerdict* held = result.Judged(Meter::kHeldBytes);
  if (held != nullptr && !grows) {
    facts.push_back({"judged", fmt::format("against a tolerance of {} {}",
                                           FormatAmount(held->meter, held->tolerance.slope),
                                           Each(result.per))});
  }
}

std::string Source(const Frame& frame, const SitePass& pass) {
  if (!frame.file.empty()) {
    const std::string file = WithoutBeginning(Printable(SourcePath(frame.file)), kSourceColumns);
    return frame.line > 0 ? fmt::format("{}:{}", file, frame.line) : file;
  }
  if (frame.module >= pass.modules.size()) return "";
  const std::string_view path = pass.modules[frame.module].path;
  return Printable(path.substr(path.rfind('/') + 1));
}

void AddSites(const RunResult& result, std::vector<Fact>& facts) {
  if (!result.sites_note.empty()) facts.push_back({"where", "not known: " + result.sites_note});
  if (!result.sites) return;
  const auto& sites = result.sites->sites;
  const Frame* frame = sites.empty() ? nullptr : BlamedFrame(sites.front());
  const auto growing =
      std::count_if(sites.begin(), sites.end(), [](const LeakSite& site) { return site.grows; });
  if (frame == nullptr || (growing == 0 && !sites.front().in_steps)) {
    facts.push_back({"where", "not known: no call stack was seen to grow"});
    return;
  }
  const std::string function = Printable(BareName(NameOf(*frame, result.sites->modules)));
  const std::string source = Source(*frame, *result.sites);
  std::string text =
      source.empty() || source == function ? function : fmt::format("{} in {}", source, function);
  if (sites.front().share > 0)
    text += fmt::format(", {:.0f} % of the growth", sites.front().share * 100);
  facts.push_back({"where", text});
  if (growing > 1)
    facts.push_back(
        {"", fmt::format("and {} more call stack{}", growing - 1, growing == 2 ? "" : "s")});
}

void AddTraffic(const RunResult& result, std::vector<Fact>& facts) {
  if (result.series) {
    facts.push_back({"series", fmt::format("{} readings of {}", result.series->points.size(),
                                           Printable(result.series->source))});
    return;
  }
  if (result.per == "request") {
    facts.push_back(
        {"traffic", fmt::format("{} requests on {} connections in {}{}",
                                FormatCount(static_cast<int64_t>(result.load.requests)),
                                FormatCount(static_cast<int64_t>(result.load.connections)),
                                FormatDuration(result.seconds), SiteRequestsText(result))});
    const std::string unasked = UnaskedText(result.plan.traffic, result.load);
    if (!unasked.empty()) facts.push_back({"", unasked});
  }
  if (result.first.processes.empty()) return;
  const auto held = [](const Sample& sample) {
    return FormatBytes(static_cast<double>(sample.Memory().Held()));
  };
  facts.push_back(
      {"memory", fmt::format("{} before, {} after", held(result.Before()), held(result.After()))});
}

// What the server wrote, behind the first line of why it failed.
void AddOutput(std::string_view message, std::vector<Fact>& facts) {
  std::string label = "output";
  for (size_t end = message.find('\n'); end != std::string_view::npos;) {
    message.remove_prefix(end + 1);
    end = message.find('\n');
    const std::string line = Printable(message.substr(0, end));
    if (line.find_first_not_of(' ') == std::string::npos) continue;
    facts.push_back({label, line});
    label.clear();
  }
}

}  // namespace

Summary Summarize(const RunResult& result) {
  Summary summary{.verdict = std::string(Name(OutcomeOf(result))),
                  .headline = Headline(result),
                  .facts = {},
                  .next = {},
                  .command = {}};
  if (result.failure) {
    AddOutput(result.failure->message, summary.facts);
  } else {
    AddGrowth(result, summary.facts);
    AddSites(result, summary.facts);
    if (!result.cause.empty()) summary.facts.push_back({"what", result.cause});
    AddTraffic(result, summary.facts);
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
