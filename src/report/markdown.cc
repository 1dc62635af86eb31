#include "report/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/units.h"
#include "model/frame_name.h"
#include "report/blamed_frame.h"
#include "report/fit.h"
#include "report/growth.h"
#include "report/summary.h"

namespace seep {
namespace {

constexpr size_t kSitesShown = 10;
constexpr size_t kFramesShown = 12;

std::string_view MarkOf(RunOutcome outcome) {
  if (outcome == RunOutcome::kClean) return "✅";
  return outcome == RunOutcome::kInconclusive ? "❔" : "❌";
}

// Characters that Markdown, or HTML within it, would take for markup.
std::string Text(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_[]<>|#~$";
  std::string escaped;
  for (const char c : ValidUtf8(Printable(text))) {
    if (c == '<') {
      escaped += "&lt;";
      continue;
    }
    if (kMarkup.find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// Between backquotes, more of them than the text has in a row.
std::string Code(std::string_view text) {
  const std::string code = ValidUtf8(Printable(text));
  size_t longest = 0, row = 0;
  for (const char c : code) longest = std::max(longest, row = c == '`' ? row + 1 : 0);
  const std::string fence(longest + 1, '`');
  const char* space = longest > 0 ? " " : "";
  return fence + space + code + space + fence;
}

// A block of lines that are left as they are.
std::string Block(const std::string& lines) { return "```text\n" + lines + "```\n"; }

std::string FrameLine(const Frame& frame, const SitePass& pass) {
  const std::string name = BareName(NameOf(frame, pass.modules));
  std::string line = ValidUtf8(Printable(name));
  if (!frame.file.empty()) {
    line += "  " + ValidUtf8(Printable(frame.file));
    if (frame.line > 0) line += fmt::format(":{}", frame.line);
  }
  // It would end the block.
  std::replace(line.begin(), line.end(), '`', '\'');
  return line + "\n";
}

std::string SiteText(const LeakSite& site, const SitePass& pass) {
  std::string lines;
  const size_t begin = BlamedIndex(site);
  const size_t end = std::min(site.stack.size(), begin + kFramesShown);
  for (size_t i = begin; i < end; ++i) lines += FrameLine(site.stack[i], pass);
  return fmt::format("**{} a request, {:.0f} % of the growth**\n\n{}",
                     FormatAmount(Meter::kLiveHeap, site.bytes_per_request.estimate),
                     site.share * 100, Block(lines));
}

std::string SitesText(const RunResult& run) {
  if (!run.sites) return "";
  std::string text;
  size_t shown = 0;
  for (const LeakSite& site : run.sites->sites) {
    if ((!site.grows && !site.in_steps) || shown == kSitesShown) continue;
    text += SiteText(site, *run.sites) + "\n";
    ++shown;
  }
  if (shown == 0) return "";
  return fmt::format("<details{}><summary>Call stacks that grow</summary>\n\n{}</details>\n",
                     run.outcome == Outcome::kLeak ? " open" : "", text);
}

std::string MetersText(const RunResult& run) {
  std::string rows;
  for (const MeterVerdict& judged : run.meters) {
    if (judged.points.empty() || judged.verdict.judged_from == 0) continue;
    const auto cell = [&](double slope) { return FormatSlope(judged.meter, slope); };
    const Slope& slope = judged.verdict.slope;
    rows += fmt::format("| {} | {} | {} … {} | {} |\n", Title(judged.meter), cell(slope.estimate),
                        cell(slope.low), cell(slope.high), Name(judged.verdict.outcome));
  }
  if (rows.empty()) return "";
  return fmt::format(
      "<details><summary>What was measured</summary>\n\n"
      "| meter | growth of each {} | interval | verdict |\n|---|--:|---|---|\n{}\n</details>\n",
      run.per, rows);
}

std::string RunText(const NamedRun& named, int level) {
  const Summary summary = Summarize(named);
  std::string text = fmt::format(
      "{} {} {}: {}\n\n{}\n\n", std::string(static_cast<size_t>(level), '#'),
      MarkOf(CountsAs(named)), summary.verdict, Text(named.name), Text(summary.headline) + ".");
  for (const Fact& fact : summary.facts) {
    text += fact.label.empty() ? fmt::format("  - {}\n", Text(fact.text))
                               : fmt::format("- **{}** {}\n", fact.label, Text(fact.text));
  }
  if (!summary.next.empty()) {
    text += fmt::format("\nNext: {}{}\n", Text(summary.next),
                        summary.command.empty() ? "." : ": " + Code(summary.command));
  }
  return text + "\n" + SitesText(*named.run) + MetersText(*named.run) + "\n";
}

std::string Table(std::span<const NamedRun> runs) {
  std::string text = "| | verdict | of | |\n|---|---|---|---|\n";
  for (const NamedRun& named : runs) {
    text +=
        fmt::format("| {} | {} | {} | {} |\n", MarkOf(CountsAs(named)), Name(OutcomeOf(*named.run)),
                    Text(named.name), Text(Summarize(*named.run).headline));
  }
  return text + "\n";
}

}  // namespace

std::string MarkdownReport(std::span<const NamedRun> given, size_t bytes_max) {
  const std::vector<NamedRun> runs = WorstFirst({given.begin(), given.end()});
  if (runs.size() == 1) {
    std::string text = RunText(runs.front(), 2);
    return text;
  }
  constexpr std::string_view kLeftOut = "The rest did not fit; `--json` has it.\n";
  std::string text = fmt::format("## {} {}: {} runs\n\n{}", MarkOf(WorstOf(runs)), VerdictOf(runs),
                                 runs.size(), Table(runs));
  for (const NamedRun& named : runs) {
    if (OutcomeOf(*named.run) == RunOutcome::kClean && !named.ruling) continue;
    const std::string more = RunText(named, 3);
    if (text.size() + more.size() + kLeftOut.size() > bytes_max) return text.append(kLeftOut);
    text += more;
  }
  return text;
}

}  // namespace seep
