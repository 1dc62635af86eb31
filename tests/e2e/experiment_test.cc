// The experiment that Seep was made for: 30,000 HTTP/1.0 requests, 4 at a time, through a proxy,
// with upstream, proxy and client in processes of their own. It once took 22 s and failed at
// random.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <thread>

#include "base/units.h"
#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

constexpr double kSecondsMax = 5;
constexpr double kTrafficSeconds = 1.5;

Recorded Experiment(const std::string& proxy) {
  // The original had no call stacks: 30,000 requests and no more.
  return RunSeepRecorded({"run", "-n", "30000", "--full", "--http10", "-c", "4", "--no-sites",
                          "--with", Program("upstream") + " --port {port2}", "--", Program(proxy),
                          "--listen", "127.0.0.1:{port}", "--upstream", "127.0.0.1:{port2}"});
}

// The line that leaky_sluice wrote when it was stopped.
nlohmann::json KeptIn(const nlohmann::json& run) {
  const std::string tail = run["target"]["output_tail"];
  const size_t from = tail.find("{\"leak\"");
  if (from == std::string::npos) return nullptr;
  return nlohmann::json::parse(tail.substr(from, tail.find('\n', from) - from), nullptr, false);
}

void ExpectAllRequestsAnswered(const Recorded& run) {
  EXPECT_EQ(run.json["load"]["answers"], 30'000);
  EXPECT_EQ(run.json["load"]["errors"].size(), 0u);
}

void ExpectShownBeforeAndAfter(const Recorded& run) {
  const bool leaks = run.json["verdict"] == "LEAK";  // of the live heap
  const auto before =
      leaks ? run.json["first"]["heap"]["usable_bytes"] : run.json["memory_before"]["held"];
  const auto after = leaks ? run.json["rounds"].back()["sample"]["heap"]["usable_bytes"]
                           : run.json["memory_after"]["held"];
  for (const nlohmann::json& bytes : {before, after})
    EXPECT_THAT(run.end.out, testing::HasSubstr(FormatBytes(bytes.get<double>())));
}

// The requests take 1.5 s where nothing else runs, and what a machine takes for them is its own; so
// the bound is on the rest. Where others keep the machine busy (twice as many runnable as
// processors), the time says nothing of Seep and is only printed.
void ExpectInTime(const Recorded& run) {
  double load = 0;
  const bool known = getloadavg(&load, 1) == 1;
  const double traffic = run.json["load"]["seconds"];
  std::printf("took %.2f s, %.2f s of it for the requests, at a load of %.1f\n", run.end.seconds,
              traffic, load);
  if (known && load > 2 * std::thread::hardware_concurrency()) return;
  EXPECT_LE(run.end.seconds - traffic, kSecondsMax - kTrafficSeconds);
}

class OriginalExperiment : public testing::Test {
  void SetUp() override {
    if (kSanitized) GTEST_SKIP() << "a sanitizer's heap is not counted";
  }
};

TEST_F(OriginalExperiment, CallsSluiceCleanInFiveSeconds) {
  const Recorded run = Experiment("sluice");
  EXPECT_EQ(run.end.status, kClean) << run.end.out << run.end.err;
  ExpectAllRequestsAnswered(run);
  ExpectInTime(run);
  ExpectShownBeforeAndAfter(run);
}

TEST_F(OriginalExperiment, FindsAndMeasuresTheLeakOf282BytesInFiveSeconds) {
  const Recorded run = Experiment("leaky_sluice");
  EXPECT_EQ(run.end.status, kLeak) << run.end.out << run.end.err;
  ExpectAllRequestsAnswered(run);
  ExpectInTime(run);
  ExpectShownBeforeAndAfter(run);

  const nlohmann::json kept = KeptIn(run.json);
  ASSERT_TRUE(kept.is_object()) << run.json["target"];
  const double kept_bytes = kept["kept_bytes"];
  const double kept_per_request = kept_bytes / kept["requests"].get<double>();
  const double estimate = MeterOf(run.json, "held_bytes")["slope"]["estimate"];
  EXPECT_NEAR(estimate, kept_per_request, 0.2 * kept_per_request);
  // Pages taken for KB would be off by a factor of four here.
  const double grown = run.json["memory_after"]["held"].get<double>() -
                       run.json["memory_before"]["held"].get<double>();
  EXPECT_GT(grown, 0.8 * kept_bytes);
  EXPECT_LT(grown, 2 * kept_bytes);
}

}  // namespace
}  // namespace seep::e2e
