#include "seep/progress_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "base/units.h"
#include "report/sparkline.h"
#include "seep/terminal.h"

namespace seep {
namespace {

constexpr Tolerance kPages = {.slope = 0, .floor = 0, .resolution = 4096};

}  // namespace

std::string ProgressText(const TrialProgress& progress, size_t columns) {
  if (!progress.label.empty()) {
    TrialProgress plain = progress;
    plain.label.clear();
    const size_t taken = progress.label.size() + 2;
    return progress.label + "  " + ProgressText(plain, columns - std::min(columns, taken));
  }
  switch (progress.phase) {
    case TrialProgress::Phase::kStarting:
      return "starting the server …";
    case TrialProgress::Phase::kStopping:
      return "stopping the server …";
    case TrialProgress::Phase::kIdle:
      return "memory grew: is it the requests, or the time? a pause without requests …";
    case TrialProgress::Phase::kSites:
      return "memory grew: which lines allocate it? more requests …";
    case TrialProgress::Phase::kTraffic:
      break;
  }
  std::string text = fmt::format("round {:<3}", progress.round);
  if (progress.requests > 0) {
    text += fmt::format("  {} requests  {}/s", FormatCount(static_cast<int64_t>(progress.requests)),
                        FormatCount(static_cast<int64_t>(progress.requests_per_second)));
  }
  text += fmt::format("  {:.0f} %", progress.budget_share * 100);
  if (progress.held_bytes != nullptr && !progress.held_bytes->empty()) {
    const auto& held = *progress.held_bytes;
    text += fmt::format("  {}", FormatBytes(held.back()));
    // The line so far is ASCII, so its bytes are its columns.
    const size_t room = columns > text.size() + 3 ? columns - text.size() - 3 : 0;
    text += "  " + Sparkline(held, std::min<size_t>(room, 40), SparklineRangeMin(kPages, 0));
  }
  return text;
}

ProgressLine::ProgressLine(bool wanted) : active_(wanted && StderrIsTerminal()) {}

void ProgressLine::Show(const TrialProgress& progress) {
  if (active_) Show(ProgressText(progress, TerminalColumns()));
}

void ProgressLine::Show(const std::string& text) {
  if (!active_) return;
  std::fputs(("\r\x1b[K" + text).c_str(), stderr);
  std::fflush(stderr);
  shown_ = true;
}

void ProgressLine::Clear() {
  if (!shown_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  shown_ = false;
}

}  // namespace seep
