#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <map>
#include <vector>

#include "report/test_text.h"
#include "seep/commands.h"
#include "seep/print_warnings.h"
#include "seep/progress_line.h"
#include "seep/run_server.h"
#include "seep/terminal.h"
#include "seep/test_ruling.h"

namespace seep {
namespace {

// A server and what has come of it: one run, or a run for each shape.
struct Tested {
  const TestCase* test = nullptr;
  std::vector<RunResult> runs;
  std::vector<std::optional<Ruling>> rulings;  // one for each run

  std::vector<NamedRun> Named() const {
    std::vector<NamedRun> named;
    for (size_t i = 0; i < runs.size(); ++i) {
      const bool hunted = std::holds_alternative<HuntOptions>(test->options);
      const std::string shape = hunted ? " " + ShapeOf(runs[i]) : "";
      named.push_back({test->name + shape, &runs[i], rulings[i]});
    }
    return named;
  }
};

class Test {
 public:
  Test(const TestOptions& options, const std::stop_token& stop, std::vector<Baseline> baselines,
       FILE* out)
      : options_(options), stop_(stop), baselines_(std::move(baselines)), out_(out) {
    tested_.reserve(options.cases.size());  // reports point to the runs
  }

  // All servers, or those up to the first that fails. An error of writing a baseline, the first.
  Result<> Run() {
    Result<> written;
    for (size_t i = 0; i < options_.cases.size() && !stop_.stop_requested(); ++i) {
      tested_.push_back(RunOne(i));
      if (const Result<> ruled = Rule(i); written && !ruled) written = ruled;
      if (!options_.quiet) Tell(i);
      if (options_.fail_fast && WorstOf(tested_[i].Named()) >= RunOutcome::kFailed) break;
    }
    return written;
  }

  std::vector<NamedRun> Named() const {
    std::vector<NamedRun> all;
    for (const Tested& one : tested_) std::ranges::move(one.Named(), std::back_inserter(all));
    return all;
  }

  // "2 passed, 1 failed, not run: db".
  std::string Count() const {
    std::map<RunOutcome, size_t> counts;
    for (const Tested& one : tested_) {
      const RunOutcome worst = WorstOf(one.Named());
      ++counts[worst == RunOutcome::kFailed ? RunOutcome::kLeak : worst];  // both are "failed"
    }
    std::vector<std::string> parts;
    for (const auto& [outcome, count] : counts)
      parts.push_back(fmt::format("{} {}", count, TestResult(outcome)));
    std::vector<std::string> left;
    for (size_t i = tested_.size(); i < options_.cases.size(); ++i)
      left.push_back(options_.cases[i].name);
    if (!left.empty()) parts.push_back(fmt::format("not run: {}", fmt::join(left, " ")));
    return fmt::format("{}", fmt::join(parts, ", "));
  }

 private:
  std::string Label(size_t index) const {
    return fmt::format("{}/{}  {}", index + 1, options_.cases.size(), options_.cases[index].name);
  }

  Tested RunOne(size_t index) {
    ProgressLine line(!options_.quiet);
    const auto show = [&](TrialProgress progress, const std::string& what) {
      progress.label = Label(index) + what;
      line.Show(progress);
    };
    Tested tested{.test = &options_.cases[index], .runs = {}, .rulings = {}};
    if (const auto* run = std::get_if<RunOptions>(&tested.test->options)) {
      tested.runs.push_back(
          RunServer(*run, stop_, [&](const TrialProgress& progress) { show(progress, ""); }));
    } else {
      const auto& hunt = std::get<HuntOptions>(tested.test->options);
      HuntResult result = HuntServer(hunt, stop_, [&](size_t shape, const TrialProgress& progress) {
        show(progress, " " + hunt.hunt.cases[shape].shape.name);
      });
      tested.runs = std::move(result.runs);
    }
    tested.rulings.resize(tested.runs.size());
    return tested;
  }

  // Of a hunt there is nothing to rule.
  Result<> Rule(size_t index) {
    Tested& tested = tested_[index];
    const auto* options = std::get_if<RunOptions>(&tested.test->options);
    if (options == nullptr) return {};
    const RunResult& run = tested.runs.front();
    if (options_.update_baselines && !options->baseline.empty()) {
      Result<std::optional<Ruling>> ruling = UpdateBaseline(options->baseline, run);
      if (!ruling) return tl::unexpected(ruling.error());
      tested.rulings.front() = std::move(*ruling);
    } else {
      tested.rulings.front() = RulingOf(*tested.test, baselines_[index], run);
    }
    return {};
  }

  void Tell(size_t index) const {
    const std::vector<NamedRun> named = tested_[index].Named();
    double seconds = 0;
    RunOutcome verdict = RunOutcome::kClean;
    for (const NamedRun& one : named) {
      seconds += one.run->seconds;
      verdict = std::max(verdict, OutcomeOf(*one.run));
    }
    std::fputs(fmt::format("{}  {}  {}  {:.1f} s\n", Label(index), TestResult(WorstOf(named)),
                           Name(verdict), seconds)
                   .c_str(),
               out_);
    std::fflush(out_);
  }

  const TestOptions& options_;
  const std::stop_token& stop_;
  const std::vector<Baseline> baselines_;
  FILE* const out_;
  std::vector<Tested> tested_;
};

ExitCode Refuse(const Error& error) {
  PrintError(error);
  return ExitCodeFor(error);
}

}  // namespace

// Exit code: of the worst server, by the rules of hunts; 3 when it was interrupted.
ExitCode TestCommand(const TestOptions& options, const std::stop_token& stop) {
  Result<std::vector<Baseline>> baselines = LoadBaselines(options);
  if (!baselines) return Refuse(baselines.error());
  Result<ReportFiles> reports = ReportFiles::Open(options.reports);
  if (!reports) return Refuse(reports.error());
  const bool stdout_taken = reports->to_stdout();
  FILE* const out = stdout_taken ? stderr : stdout;
  Test test(options, stop, std::move(*baselines), out);
  Result<> written = test.Run();
  const std::vector<NamedRun> named = test.Named();
  if (const Result<> all = reports->Write(named); written && !all) written = all;
  if (!written) PrintError(written.error());
  const ExitCode code =
      stop.stop_requested() ? ExitCode::kInconclusive : ExitCodeFor(WorstOf(named));
  if (!options.quiet || code != ExitCode::kClean) {
    const Style style = ReportStyle(stdout_taken);
    std::fputs(
        fmt::format("\n{}\n{}\n", TestText(named, style, options.detail), style.Bold(test.Count()))
            .c_str(),
        out);
  } else {
    for (const NamedRun& one : named) PrintWarnings(one.name, *one.run);
  }
  return written ? code : ExitCodeFor(written.error());
}

}  // namespace seep
