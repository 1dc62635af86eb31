#include "report/junit.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "report/growth.h"
#include "report/rows.h"
#include "report/summary.h"
#include "report/summary_text.h"
#include "report/xml_text.h"

namespace seep {
namespace {

enum class Status : uint8_t { kPassed, kSkipped, kFailure, kError };

struct Case {
  std::string name;
  Status status = Status::kPassed;
  std::string type;     // of a failure: the verdict
  std::string message;  // of what did not pass, one sentence
  std::string body;     // the whole of it
};

struct Suite {
  const RunResult* run;
  std::string name;
  std::vector<Case> cases;
};

Status StatusOf(Outcome outcome, Undecided undecided) {
  switch (outcome) {
    case Outcome::kClean:
      return Status::kPassed;
    case Outcome::kLeak:
      return Status::kFailure;
    case Outcome::kInconclusive:
      break;
  }
  return undecided == Undecided::kFailure ? Status::kFailure : Status::kSkipped;
}

// What one meter came to, in a run that came to something.
Case CaseOf(const RunResult& run, const MeterVerdict& judged, Undecided undecided) {
  // A meter that another one decided for leaves nothing open.
  const bool decided = run.outcome != Outcome::kInconclusive;
  Case one{.name = std::string(Title(judged.meter)),
           .status = StatusOf(judged.verdict.outcome, decided ? Undecided::kSkipped : undecided),
           .type = std::string(Name(judged.verdict.outcome)),
           .message = judged.verdict.reason,
           .body = {}};
  if (judged.verdict.outcome == Outcome::kLeak) {
    one.message = fmt::format("{} {}: {}", FormatSlope(judged.meter, judged.verdict.slope.estimate),
                              Each(run.per), judged.verdict.reason);
    one.body = SummaryText(Summarize(run), Style());
  }
  return one;
}

// What was ruled, beside meters of which none fails by itself.
void AddRuling(const Ruling& ruling, const RunResult& run, Undecided undecided, Suite& suite) {
  for (Case& one : suite.cases)
    if (one.status == Status::kFailure) one.status = Status::kPassed;
  Case one{.name = ruling.by,
           .status = Status::kPassed,
           .type = std::string(Name(run.outcome)),
           .message = ruling.reason,
           .body = SummaryText(Summarize(run), Style())};
  if (ruling.counts_as == RunOutcome::kLeak) one.status = Status::kFailure;
  if (ruling.counts_as == RunOutcome::kInconclusive)
    one.status = StatusOf(Outcome::kInconclusive, undecided);
  suite.cases.push_back(std::move(one));
}

Suite SuiteOf(const NamedRun& named, Undecided undecided) {
  const RunResult& run = *named.run;
  Suite suite{.run = &run, .name = named.name, .cases = {}};
  if (run.failure) {
    suite.cases.push_back({"run", Status::kError, "FAILED", run.failure->message,
                           SummaryText(Summarize(run), Style())});
    return suite;
  }
  bool told = run.outcome == Outcome::kClean;
  for (const MeterVerdict& judged : run.meters) {
    if (judged.points.empty()) continue;
    suite.cases.push_back(CaseOf(run, judged, named.ruling ? Undecided::kSkipped : undecided));
    told = told || judged.verdict.outcome == run.outcome;
  }
  if (named.ruling) {
    AddRuling(*named.ruling, run, undecided, suite);
    return suite;
  }
  // What no meter has said by itself.
  if (!told || suite.cases.empty()) {
    suite.cases.push_back({"run", StatusOf(run.outcome, undecided), std::string(Name(run.outcome)),
                           run.reason, SummaryText(Summarize(run), Style())});
  }
  return suite;
}

std::string Element(const char* name, const Case& one) {
  return fmt::format("      <{} type=\"{}\" message=\"{}\">{}</{}>\n", name, one.type,
                     XmlText(one.message), XmlText(one.body), name);
}

std::string CaseXml(const Case& one, const Suite& suite, double seconds) {
  std::string text = fmt::format("    <testcase classname=\"seep.{}\" name=\"{}\" time=\"{:.3f}\"",
                                 XmlText(suite.name), XmlText(one.name), seconds);
  if (one.status == Status::kPassed) return text + "/>\n";
  text += ">\n";
  if (one.status == Status::kSkipped)
    text += fmt::format("      <skipped message=\"{}\"/>\n", XmlText(one.message));
  if (one.status == Status::kFailure) text += Element("failure", one);
  if (one.status == Status::kError) text += Element("error", one);
  return text + "    </testcase>\n";
}

size_t Count(const Suite& suite, Status status) {
  return static_cast<size_t>(std::count_if(suite.cases.begin(), suite.cases.end(),
                                           [&](const Case& one) { return one.status == status; }));
}

std::string SuiteXml(const Suite& suite) {
  // ISO 8601 without a zone is what readers of the format expect.
  const std::string started = suite.run->started_at.substr(0, 19);
  std::string text = fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" "
      "time=\"{:.3f}\"{}>\n",
      XmlText(suite.name), suite.cases.size(), Count(suite, Status::kFailure),
      Count(suite, Status::kError), Count(suite, Status::kSkipped), suite.run->seconds,
      started.empty() ? "" : fmt::format(" timestamp=\"{}\"", XmlText(started)));
  // The time is the run's; its meters are read together.
  for (const Case& one : suite.cases) {
    const bool first = &one == &suite.cases.front();
    text += CaseXml(one, suite, first ? suite.run->seconds : 0);
  }
  return text + "  </testsuite>\n";
}

}  // namespace

std::string JunitReport(std::span<const NamedRun> runs, Undecided undecided) {
  std::vector<Suite> suites;
  size_t tests = 0, failures = 0, errors = 0;
  double seconds = 0;
  for (const NamedRun& named : runs) {
    suites.push_back(SuiteOf(named, undecided));
    tests += suites.back().cases.size();
    failures += Count(suites.back(), Status::kFailure);
    errors += Count(suites.back(), Status::kError);
    seconds += named.run->seconds;
  }
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"seep\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\">\n",
      tests, failures, errors, seconds);
  for (const Suite& suite : suites) text += SuiteXml(suite);
  return text + "</testsuites>\n";
}

}  // namespace seep
