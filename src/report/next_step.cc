#include "report/next_step.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/shell_line.h"
#include "report/blamed_frame.h"
#include "report/missing.h"

namespace seep {
namespace {

bool LacksDebugInformation(const RunResult& result) {
  if (!result.sites) return false;
  const auto& sites = result.sites->sites;
  return std::any_of(sites.begin(), sites.end(), [](const LeakSite& site) {
    const Frame* frame = site.grows ? BlamedFrame(site) : nullptr;
    return frame != nullptr && frame->own && frame->line == 0;
  });
}

NextStep AfterLeak(const RunResult& result, ReadOn where) {
  if (result.per != "request") return {};
  if (LacksDebugInformation(result))
    return {"build the server with -g, and the line of code is named", RunAgain(result, {})};
  if (where == ReadOn::kPage)
    return {"free it, or bound what keeps it; the same run again tells whether that helped",
            RunAgain(result, {})};
  std::string command = RunAgain(result, {"--html", "leak.html"});
  return {fmt::format("see {} on one page{}",
                      result.sites ? "all call stacks and readings" : "every reading",
                      command.empty() ? " (--html FILE)" : ""),
          std::move(command)};
}

// "-n 500", "-n500" and "--time=9s" are one option in one or two words. 0: it is another option.
size_t WordsOf(const std::string& option, const std::string& word) {
  const std::string long_name = option == "-t" ? "--time" : option;
  if (word == option || word == long_name) return 2;
  if (word.starts_with(long_name + "=")) return 1;
  return !option.starts_with("--") && word.starts_with(option) ? 1 : 0;
}

// The server's command comes last. 0: its words are in seep.toml, and its name is here.
size_t WordsOfCommand(const Plan& plan) {
  const std::vector<std::string>& words = plan.command_line;
  const size_t count = plan.command.size();
  const bool last =
      words.size() >= count && std::equal(plan.command.begin(), plan.command.end(),
                                          words.end() - static_cast<ptrdiff_t>(count));
  return last ? count : 0;
}

}  // namespace

std::string RunAgain(const RunResult& result, const std::vector<std::string>& options) {
  std::vector<std::string> words = result.plan.command_line;
  const size_t command = WordsOfCommand(result.plan);
  if (words.size() < 2 + command) return "";
  for (size_t i = 0; i + 1 < options.size(); i += 2) {
    // A command comes last, and has options of its own.
    const auto end = words.end() - static_cast<ptrdiff_t>(command);
    const auto same = std::find_if(words.begin() + 2, end, [&](const std::string& word) {
      return WordsOf(options[i], word) > 0;
    });
    if (same == end) continue;
    const size_t count = WordsOf(options[i], *same);
    words.erase(same, same + std::min(static_cast<ptrdiff_t>(count), end - same));
  }
  words.insert(words.begin() + 2, options.begin(), options.end());
  return ShellLine(words);
}

NextStep NextStepAfter(const RunResult& result, ReadOn where) {
  if (result.failure || result.series) return {};
  switch (result.outcome) {
    case Outcome::kLeak:
      return AfterLeak(result, where);
    case Outcome::kInconclusive:
      if (const std::vector<std::string> options = MissingIn(result).options; !options.empty())
        return {"give it more to judge", RunAgain(result, options)};
      break;
    case Outcome::kClean:
      break;
  }
  return {};
}

}  // namespace seep
