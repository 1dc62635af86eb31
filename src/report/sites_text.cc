#include "report/sites_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "report/blamed_frame.h"
#include "report/fit.h"
#include "report/growth.h"
#include "report/rows.h"
#include "report/stack_text.h"

namespace seep {
namespace {

constexpr size_t kSitesShown = 5;
constexpr size_t kFileColumns = 20;    // of a module's name in a note
constexpr double kRareBlocks = 0.095;  // fewer a request are told as one in so many

std::string Share(double share) {
  return fmt::format("{:.{}f} % of the growth", share * 100, share < 0.0995 ? 1 : 0);
}

std::string BlocksText(double blocks) {
  if (blocks >= kRareBlocks) {
    const std::string number = FormatAmount(Meter::kDescriptors, blocks);
    return number == "1.00" ? "1 block a request" : number + " blocks a request";
  }
  if (blocks <= 0) return "without more blocks";
  return fmt::format("1 block every {} requests",
                     FormatCount(static_cast<int64_t>(1 / blocks + 0.5)));
}

// " (+63 B … +65 B)"; nothing when the interval is too narrow to tell.
std::string IntervalText(const Slope& slope) {
  const std::string estimate = FormatSlope(Meter::kLiveHeap, slope.estimate);
  const std::string low = FormatSlope(Meter::kLiveHeap, slope.low);
  const std::string high = FormatSlope(Meter::kLiveHeap, slope.high);
  return low == estimate && high == estimate ? "" : fmt::format(" ({} … {})", low, high);
}

// "#1  +64 B a request (+63 B … +65 B), 1 block a request, 98 % of the growth", on two lines where
// one is too narrow.
std::string SiteHeadline(size_t number, const LeakSite& site, const Style& style, size_t columns) {
  const std::string label = fmt::format("  #{}  ", number);
  const std::string growth =
      FormatSlope(Meter::kLiveHeap, site.bytes_per_request.estimate) + " a request";
  std::string line = IntervalText(site.bytes_per_request) + ",";
  size_t used = Columns(label) + Columns(growth) + Columns(line);
  for (const std::string& part :
       {BlocksText(site.blocks_per_request.estimate) + ",", Share(site.share)}) {
    const bool fits = used + 1 + Columns(part) <= columns;
    line += fits ? " " + part : "\n" + std::string(Columns(label), ' ') + part;
    used = Columns(part) + (fits ? used + 1 : Columns(label));
  }
  return label + style.Bold(growth) + line + "\n";
}

// "static Leaky.kept, java.util.ArrayList.elementData, java.lang.Object[]" without packages: of
// each step the class and its field are enough to find it.
std::string WithoutPackages(std::string_view steps) {
  std::string text;
  while (!steps.empty()) {
    const size_t end = std::min(steps.find(", "), steps.size());
    std::string_view step = steps.substr(0, end);
    steps.remove_prefix(std::min(end + 2, steps.size()));
    const size_t name = step.rfind(' ') + 1;  // "static " and the like before it
    text += step.substr(0, name);
    step.remove_prefix(name);
    size_t dot = step.rfind('.');
    if (!step.ends_with("[]") && dot != std::string_view::npos && dot > 0)
      dot = step.rfind('.', dot - 1);
    text += step.substr(dot == std::string_view::npos ? 0 : dot + 1);
    if (!steps.empty()) text += ", ";
  }
  return text;
}

std::string ClassText(const LeakSite& site, size_t columns) {
  constexpr std::string_view kLabel = "        class ";
  if (site.type.empty()) return "";
  return fmt::format("{}{}\n", kLabel,
                     WithoutMiddle(Printable(site.type), columns - kLabel.size()));
}

// The end of the way is nearest to the object.
std::string HeldText(const LeakSite& site, size_t columns) {
  constexpr std::string_view kLabel = "        held  by ";
  if (site.held_by.empty()) return "";
  return fmt::format(
      "{}{}\n", kLabel,
      WithoutBeginning(WithoutPackages(Printable(site.held_by)), columns - kLabel.size()));
}

std::string Rest(std::span<const LeakSite> sites) {
  double bytes = 0;
  double share = 0;
  for (const LeakSite& site : sites) {
    bytes += site.bytes_per_request.estimate;
    share += site.share;
  }
  return fmt::format("  … {} more, together {} a request, {}\n", sites.size(),
                     FormatSlope(Meter::kLiveHeap, bytes), Share(share));
}

// A line that is to be looked at and is not known.
bool LacksDebugInformation(const LeakSite& site) {
  const Frame* frame = BlamedFrame(site);
  return frame != nullptr && frame->own && frame->line == 0;
}

std::string Notes(const SitePass& pass, std::span<const LeakSite> shown, const Style& style) {
  std::string text;
  if (pass.sampled_one_in > 1) {
    text += Row("note",
                fmt::format("one block in {} was followed: numbers are estimates",
                            FormatCount(static_cast<int64_t>(pass.sampled_one_in))),
                style);
  }
  if (pass.blocks_lost > 0) {
    text += Row("note",
                fmt::format("{} blocks were not followed, for lack of room",
                            FormatCount(static_cast<int64_t>(pass.blocks_lost))),
                style);
  }
  if (pass.processes_lost > 0) {
    text += Row("note",
                fmt::format("{} processes were not followed, for lack of room",
                            FormatCount(static_cast<int64_t>(pass.processes_lost))),
                style);
  }
  const auto lacking = std::find_if(shown.begin(), shown.end(), LacksDebugInformation);
  if (lacking != shown.end() && BlamedFrame(*lacking)->module < pass.modules.size()) {
    const std::string_view path = pass.modules[BlamedFrame(*lacking)->module].path;
    text +=
        Row("note",
            fmt::format("{} has no debug information: build it with -g",
                        WithoutMiddle(Printable(path.substr(path.rfind('/') + 1)), kFileColumns)),
            style);
  }
  if (!pass.problem.empty()) text += Row("note", pass.problem, style);
  return text;
}

// A table that doubles: one stack, and no pace; of one that did so once, no share either.
std::string SteppedText(const SitePass& pass, const std::string& over, const Style& style,
                        size_t columns) {
  const std::span<const LeakSite> shown(pass.sites.data(), 1);
  const LeakSite& site = shown.front();
  const std::string held =
      fmt::format("{} in {}", FormatBytes(site.live_bytes),
                  site.live_blocks < 1.5 ? std::string("1 block")
                                         : fmt::format("{:.0f} blocks", site.live_blocks));
  const bool once = site.share == 0;
  return Row("sites",
             (once ? "no call stack grows with every request; one grew once, "
                   : "1 call stack grew, in large steps, ") +
                 over,
             style) +
         fmt::format("  #1  {}{}\n", style.Bold(held),
                     once ? ": a table that was enlarged" : ", " + Share(site.share)) +
         ClassText(site, columns) + StackText(shown, pass.modules, style, columns).Of(site) +
         Notes(pass, shown, style);
}

}  // namespace

std::string SitesText(const SitePass& pass, const Style& style) {
  const size_t columns = style.columns;
  const auto end = std::find_if(pass.sites.begin(), pass.sites.end(),
                                [](const LeakSite& site) { return !site.grows; });
  const std::span<const LeakSite> growing(pass.sites.begin(), end);
  const auto shown = growing.first(std::min(growing.size(), kSitesShown));
  const std::string over =
      fmt::format("over {} requests in {} rounds", FormatCount(static_cast<int64_t>(pass.requests)),
                  pass.rounds);
  if (growing.empty() && !pass.sites.empty() && pass.sites.front().in_steps) {
    return SteppedText(pass, over, style, columns);
  }
  if (growing.empty()) {
    return Row("sites", "no call stack was seen to grow " + over, style) +
           Notes(pass, shown, style);
  }
  std::string text = Row("sites",
                         fmt::format("{} call {} {}", growing.size(),
                                     growing.size() == 1 ? "stack grows" : "stacks grow", over),
                         style);
  const StackText stacks(shown, pass.modules, style, columns);
  for (size_t i = 0; i < shown.size(); ++i) {
    text += SiteHeadline(i + 1, shown[i], style, columns) + ClassText(shown[i], columns) +
            stacks.Of(shown[i]) + HeldText(shown[i], columns);
  }
  if (growing.size() > shown.size()) text += Rest(growing.subspan(shown.size()));
  return text + Notes(pass, shown, style);
}

std::string SiteRequestsText(const RunResult& result) {
  if (!result.sites || result.sites->requests == 0) return "";
  return fmt::format(", and {} more for the call stacks",
                     FormatCount(static_cast<int64_t>(result.sites->requests)));
}

}  // namespace seep
