// No line of a report is wider than the terminal, whatever the names and numbers in it are.

#include <gtest/gtest.h>
#include <wchar.h>

#include <clocale>
#include <cmath>
#include <cstdlib>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "report/comparison_text.h"
#include "report/hunt_text.h"
#include "report/recorded_hunt.h"
#include "report/recorded_kinds.h"
#include "report/terminal.h"

namespace seep {
namespace {

std::string WithoutColours(const std::string& text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b')
      i = text.find('m', i);
    else
      plain += text[i];
  }
  return plain;
}

// By the C library's tables, and not by those that the reports were made with. -1: not a text.
int ColumnsByTheCLibrary(const std::string& line) {
  std::wstring wide(line.size() + 1, L'\0');
  const size_t length = std::mbstowcs(wide.data(), line.c_str(), wide.size());
  return length == static_cast<size_t>(-1) ? -1 : ::wcswidth(wide.data(), length);
}

class Width : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(std::setlocale(LC_CTYPE, "C.UTF-8"), nullptr); }
  void TearDown() override { std::setlocale(LC_CTYPE, "C"); }

  static void ExpectWithin(const std::string& text, size_t columns) {
    std::istringstream lines(WithoutColours(text));
    for (std::string line; std::getline(lines, line);) {
      const int width = ColumnsByTheCLibrary(line);
      EXPECT_GE(width, 0) << line;
      EXPECT_LE(width, static_cast<int>(columns)) << line;
    }
  }
};

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  size_t Below(size_t bound) { return random_() % bound; }

  std::string Name(size_t length_max) {
    static const std::vector<std::string> kParts = {"cache",    "::",    "<std::string>",
                                                    "ä",        "ß",     "日本",
                                                    "ラーメン", "😀",     "e\u0301",
                                                    "/",        ".",     " ",
                                                    "Ω",        "한국",  "operator()",
                                                    "\x1b[31m", "\xff",  "_",
                                                    "-n",       "12345", "'",
                                                    "\"",       ";",     "(",
                                                    "%"};
    std::string name;
    while (name.size() < length_max) name += kParts[Below(kParts.size())];
    return name;
  }

  double Number() {
    const double size = std::pow(10.0, static_cast<double>(Below(19)) - 5);
    return Below(3) == 0 ? -size : size * 1.2345;
  }

  RunResult Run() {
    std::vector<RunResult> kinds = {NativeLeak(),
                                    RuntimeLeak(),
                                    DescriptorLeak(),
                                    LeakOutside(),
                                    CleanRun(),
                                    CleanWithinTolerance(),
                                    FailedRun(),
                                    RecordedTable(Outcome::kLeak),
                                    UndecidedRun(UndecidedReasons()[Below(16)])};
    RunResult run = kinds[Below(kinds.size())];
    Stretch(run);
    return run;
  }

 private:
  void Stretch(RunResult& run) {
    for (MeterVerdict& judged : run.meters) {
      judged.verdict.slope.estimate = Number();
      judged.verdict.slope.low = Number();
      judged.verdict.slope.high = Number();
      judged.tolerance.slope = std::abs(Number());
    }
    run.load.requests = Below(2) == 0 ? 1 : 9'000'000'000'000;
    run.load.seconds = std::abs(Number());
    run.seconds = std::abs(Number());
    run.first.processes.resize(1);
    run.first.processes[0].memory.anonymous = static_cast<int64_t>(std::abs(Number()));
    run.warnings = {Name(1 + Below(300)), Name(10)};
    run.heap_note = Name(Below(200));
    run.cause += Name(Below(200));
    run.plan.command = {Name(60)};
    run.plan.command_line = {"seep", "run", Name(1 + Below(200)), "-n", "5", Name(20), Name(60)};
    run.mappings = {{Name(1 + Below(200)), 0, int64_t{1} << Below(60)}};
    if (!run.plan.legs.empty()) run.plan.legs[0].shape.name = Name(1 + Below(60));
    if (run.failure) run.failure->message += Name(200) + "\n" + Name(200);
    if (run.series) run.series->y_name = Name(1 + Below(100));
    if (run.series) run.series->source = Name(1 + Below(100));
    if (run.sites) Stretch(*run.sites);
  }

  void Stretch(SitePass& pass) {
    for (LeakSite& site : pass.sites) {
      site.type = Name(Below(200));
      site.held_by = Name(Below(200));
      site.share = static_cast<double>(Below(200)) / 100;
      site.bytes_per_request = {Number(), Number(), Number()};
      site.blocks_per_request.estimate = std::abs(Number());
      for (Frame& frame : site.stack) {
        frame.function = Name(Below(300));
        frame.file = Below(3) == 0 ? "" : "/" + Name(Below(300));
        frame.line = static_cast<int>(Below(1'000'000'000));
      }
    }
    for (Module& module : pass.modules) module.path = "/" + Name(Below(200));
  }

  std::mt19937_64 random_;
};

constexpr size_t kWidths[] = {60, 72, 80, 100, 120};

TEST_F(Width, OfAReportIsThatOfTheTerminal) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    Generator generator(seed);
    const RunResult run = generator.Run();
    for (const size_t columns : kWidths) {
      const Style style = {.color = seed % 2 == 0, .columns = columns};
      ExpectWithin(TerminalReport(run, style, Detail::kReadings), columns);
      if (HasFailure()) FAIL() << "seed " << seed << ", " << columns << " columns";
    }
  }
}

TEST_F(Width, OfAHuntIsThatOfTheTerminal) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    Generator generator(seed);
    std::vector<RunResult> runs;
    for (size_t i = 0; i < 4; ++i) runs.push_back(generator.Run());
    for (const size_t columns : kWidths) {
      ExpectWithin(HuntText(runs, {.color = true, .columns = columns}, Detail::kMeasured), columns);
      if (HasFailure()) FAIL() << "seed " << seed << ", " << columns << " columns";
    }
  }
}

TEST_F(Width, OfAComparisonIsThatOfTheTerminal) {
  Generator generator(7);
  Comparison comparison;
  comparison.reason = generator.Name(300);
  comparison.warnings = {generator.Name(300)};
  for (const Meter meter : kMeters) {
    comparison.meters.push_back({.meter = meter,
                                 .base = {generator.Number(), 0, 0},
                                 .changed = {generator.Number(), 0, 0},
                                 .difference = {generator.Number(), generator.Number(), 0},
                                 .confidence = 0.9995,
                                 .margin = 0.1,
                                 .change = Change::kWorse,
                                 .reason = generator.Name(100)});
  }
  for (const size_t columns : kWidths)
    ExpectWithin(ComparisonText(comparison, {.color = true, .columns = columns}), columns);
}

}  // namespace
}  // namespace seep
