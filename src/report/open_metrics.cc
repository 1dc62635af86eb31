#include "report/open_metrics.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace seep {
namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

std::string Escaped(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    if (c == '\n')
      text += "\\n";
    else
      text += c;
  }
  return text;
}

// One after another: all samples of a metric stand together, behind what describes it.
class Exposition {
 public:
  explicit Exposition(Labels labels) : labels_(std::move(labels)) {}

  void Describe(const std::string& metric, std::string_view help) {
    metric_ = metric;
    text_ += fmt::format("# TYPE {} gauge\n", metric_);
    for (const std::string_view unit : {"bytes", "seconds"}) {
      if (metric_.ends_with(fmt::format("_{}", unit)))
        text_ += fmt::format("# UNIT {} {}\n", metric_, unit);
    }
    text_ += fmt::format("# HELP {} {}\n", metric_, help);
  }

  void Add(double value, const Labels& more = {}) {
    std::vector<std::string> labels;
    for (const Labels& some : {labels_, more}) {
      for (const auto& [name, label] : some)
        labels.push_back(fmt::format("{}=\"{}\"", name, Escaped(label)));
    }
    text_ += fmt::format("{}{{{}}} {}\n", metric_, fmt::join(labels, ","), value);
  }

  std::string End() && { return std::move(text_) + "# EOF\n"; }

 private:
  Labels labels_;
  std::string metric_;
  std::string text_;
};

void AddReadings(const Sample& sample, Exposition& out) {
  for (const Meter meter : kMeters) {
    if (!Has(meter, sample)) continue;
    out.Describe(fmt::format("seep_{}", Name(meter)), fmt::format("{}, now.", Title(meter)));
    out.Add(Read(meter, sample));
  }
  out.Describe("seep_watched_seconds", "How long Seep has watched the process.");
  out.Add(sample.seconds);
}

void AddGrowth(const RunResult& result, Exposition& out) {
  const std::string metric = fmt::format("seep_growth_per_{}", result.per);
  for (const auto& [suffix, bound, help] :
       {std::tuple("", &Slope::estimate, "growth that goes on, in the meter's unit"),
        {"_low", &Slope::low, "lower bound of that growth"},
        {"_high", &Slope::high, "upper bound of that growth"}}) {
    bool described = false;
    for (const MeterVerdict& judged : result.meters) {
      if (judged.verdict.judged_from == 0) continue;
      if (!std::exchange(described, true))
        out.Describe(metric + suffix, fmt::format("The meter's {}.", help));
      out.Add(judged.verdict.slope.*bound, {{"meter", std::string(Name(judged.meter))}});
    }
  }
}

void AddVerdict(const RunResult& result, Exposition& out) {
  out.Describe("seep_verdict", "1 for the verdict on what was read so far, 0 for the others.");
  for (const Outcome outcome : {Outcome::kClean, Outcome::kLeak, Outcome::kInconclusive})
    out.Add(result.outcome == outcome ? 1 : 0, {{"verdict", std::string(Name(outcome))}});
}

}  // namespace

std::string OpenMetricsReport(const RunResult& result) {
  const Sample& sample = result.After();
  if (sample.processes.empty()) return Exposition({}).End();
  Exposition out({{"pid", std::to_string(result.pid)}, {"process", sample.processes[0].name}});
  AddReadings(sample, out);
  AddGrowth(result, out);
  AddVerdict(result, out);
  return std::move(out).End();
}

}  // namespace seep
