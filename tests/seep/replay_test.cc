// A run that was written as JSON is read back as the same run, and judged the same.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include <nlohmann/json.hpp>

#include "judge/judge.h"
#include "judge/judge_series.h"
#include "judge/rejudge.h"
#include "record/rejudged_json.h"
#include "record/run_reader.h"
#include "report/json.h"
#include "report/recorded_run.h"
#include "report/terminal.h"

namespace seep {
namespace {

using nlohmann::ordered_json;

RunResult ReadBack(const RunResult& result) {
  Result<RunResult> read = ReadRun(JsonReport(result), "run.json");
  EXPECT_TRUE(read) << read.error().message;
  return read ? std::move(*read) : RunResult{};
}

// Everything that a run can have, with 60 rounds that grow by so much a request.
RunResult FullRun(int64_t bytes, bool counted) {
  RunResult result = RecordedLeak();
  result.plan.requests_max = 60'000;
  result.plan.tolerance = 2.5;
  result.plan.traffic.request.headers = {{"Accept", "*/*"}, {"X", ""}};
  result.plan.traffic.request.version = HttpVersion::k10;
  result.plan.helpers = {{"upstream", "--port", "1"}};
  result.plan.traffic.endpoint.host = "::1";
  result.rounds.clear();
  for (int i = 1; i <= 60; ++i) {
    Round round;
    round.sample = result.first;
    round.sample.seconds = 0.05 * i;
    round.sample.requests = static_cast<uint64_t>(i) * 1000;
    round.sample.failed = static_cast<uint64_t>(i) * 2;
    round.sample.processes[0].memory.anonymous += bytes * 1000 * i;
    round.sample.processes[0].descriptors.sockets = 3;
    round.load.requests = round.load.answers = 1000;
    round.load.errors[static_cast<size_t>(LoadError::kReset)] = 2;
    round.load.error_examples[static_cast<size_t>(LoadError::kReset)] = "reset";
    round.load.error_example = "reset";
    result.rounds.push_back(round);
  }
  result.load.requests = 60'000;
  if (counted) result = WithLiveHeap(std::move(result));
  for (Round& round : result.rounds) {
    if (counted)
      round.sample.heap->usable_bytes = 100'000 + bytes * 1000 * (&round - result.rounds.data());
  }
  result.trim = TrimEffect{
      .held_bytes_before = 9, .held_bytes_after = 5, .growth_given_back = 3, .processes = 2};
  result.heap_note = counted ? "" : "it is linked statically";
  result.warnings = {"one", "two"};
  result.outcome = Outcome::kLeak;
  Rejudge(result);
  return result;
}

class Replay : public testing::TestWithParam<std::tuple<int64_t, bool>> {};

TEST_P(Replay, IsJudgedAndToldTheSame) {
  const auto [bytes, counted] = GetParam();
  const RunResult result = FullRun(bytes, counted);
  RunResult replayed = ReadBack(result);
  Rejudge(replayed);
  EXPECT_EQ(replayed.outcome, result.outcome);
  EXPECT_EQ(TerminalReport(replayed, {}), TerminalReport(result, {}));
  // All that the writer writes has been read, but latencies, which are not read.
  ordered_json written = ordered_json::parse(JsonReport(result));
  ordered_json again = ordered_json::parse(JsonReport(replayed));
  for (ordered_json* json : {&written, &again}) {
    (*json)["load"].erase("latency_ns");
    for (ordered_json& round : (*json)["rounds"]) round["load"].erase("latency_ns");
    (*json)["target"].erase("output_tail");  // its bytes were not UTF-8
  }
  EXPECT_EQ(again, written);
}

INSTANTIATE_TEST_SUITE_P(Runs, Replay, testing::Combine(testing::Values(0, 64), testing::Bool()));

TEST(Replay, OfAProcessThatWasWatchedCountsSeconds) {
  RunResult result = FullRun(64, false);
  result.per = "second";
  Judge(result);
  RunResult replayed = ReadBack(result);
  Rejudge(replayed);
  EXPECT_EQ(replayed.meters[0].points.back().x, result.meters[0].points.back().x);
  EXPECT_EQ(replayed.outcome, result.outcome);
}

TEST(Replay, OfASeriesIsJudgedTheSame) {
  RunResult result;
  result.plan.tolerance = 3;
  result.series = RecordedSeries{.source = "mem.csv",
                                 .x_name = "ops",
                                 .y_name = "rss_kb",
                                 .per = "operation",
                                 .points = {},
                                 .resolution = 4096,
                                 .notes = {"one"}};
  for (int i = 0; i < 80; ++i) result.series->points.push_back({i * 500.0, 4096.0 * (i * 50 + 7)});
  JudgeSeries(result);
  EXPECT_EQ(result.outcome, Outcome::kLeak);
  RunResult replayed = ReadBack(result);
  Rejudge(replayed);
  EXPECT_EQ(JsonReport(replayed), JsonReport(result));
}

TEST(Replay, OfARunThatFailedHasFailed) {
  RunResult result = FullRun(0, false);
  result.failure = Error{ErrorKind::kExited, Fault::kTarget, "the server died", 0};
  const RunResult replayed = ReadBack(result);
  ASSERT_TRUE(replayed.failure);
  EXPECT_EQ(replayed.failure->message, "the server died");
}

TEST(Replay, KeepsAnIncompleteCountIncomplete) {
  RunResult result = FullRun(0, true);
  result.rounds[3].sample.heap->threads_lost = 1;
  EXPECT_FALSE(ReadBack(result).rounds[3].sample.heap->Complete());
  // As it was written before the number was.
  ordered_json json = ordered_json::parse(JsonReport(result));
  json["rounds"][3]["sample"]["heap"].erase("threads_lost");
  const Result<RunResult> old = ReadRun(json.dump(), "run.json");
  ASSERT_TRUE(old);
  EXPECT_FALSE(old->rounds[3].sample.heap->Complete());
  EXPECT_TRUE(old->rounds[4].sample.heap->Complete());
}

TEST(Replay, NamesTheFieldThatIsWrong) {
  const auto error_of = [](const std::function<void(ordered_json&)>& spoil) {
    ordered_json json = ordered_json::parse(JsonReport(FullRun(64, true)));
    spoil(json);
    const Result<RunResult> read = ReadRun(json.dump(), "run.json");
    return read ? "read" : read.error().message;
  };
  EXPECT_EQ(error_of([](auto& json) {
              json["rounds"][3]["sample"]["processes"][0]["memory"]["anonymous"] = "much";
            }),
            "run.json: rounds[3].sample.processes[0].memory.anonymous: expected a number");
  EXPECT_EQ(error_of([](auto& json) { json["rounds"][3]["sample"].erase("quiet"); }),
            "run.json: rounds[3].sample.quiet: is missing");
  EXPECT_EQ(error_of([](auto& json) { json["first"]["requests"] = -1; }),
            "run.json: first.requests: expected a whole number in its range");
  EXPECT_EQ(error_of([](auto& json) { json["target"]["port"] = 70'000; }),
            "run.json: target.port: expected a whole number in its range");
  EXPECT_EQ(error_of([](auto& json) { json["rounds"] = 3; }),
            "run.json: rounds: expected an array");
  EXPECT_EQ(error_of([](auto& json) { json["plan"] = 3; }), "run.json: plan: expected an object");
  EXPECT_EQ(error_of([](auto& json) { json["plan"]["command"][1] = 3; }),
            "run.json: plan.command[1]: expected a text");
  EXPECT_EQ(error_of([](auto& json) { json["verdict"] = "MAYBE"; }),
            "run.json: verdict: \"MAYBE\" is not a verdict");
  EXPECT_EQ(error_of([](auto& json) { json["per"] = "week"; }),
            "run.json: per: expected \"request\" or \"second\", not \"week\"");
  EXPECT_EQ(error_of([](auto& json) { json["sites"]["sites"][0]["first_own"] = 9; }),
            "run.json: sites.sites[0]: first_own is not in the stack");
}

TEST(RejudgedJson, KeepsWhatItDoesNotJudge) {
  const RunResult result = FullRun(64, true);
  ordered_json recorded = ordered_json::parse(JsonReport(result));
  recorded["load"]["latency_ns"]["p50"] = 1234;
  recorded["of_a_later_version"] = true;
  RunResult judged = result;
  judged.plan.tolerance = 1000;
  Rejudge(judged);
  const ordered_json rejudged =
      ordered_json::parse(WithVerdictOf(recorded.dump(), JsonReport(judged)));
  EXPECT_NE(rejudged["verdict"], "LEAK");
  EXPECT_EQ(rejudged["plan"]["tolerance"], 1000);
  EXPECT_EQ(rejudged["meters"][0]["tolerance"]["slope"], 1000);
  EXPECT_EQ(rejudged["load"]["latency_ns"]["p50"], 1234);
  EXPECT_EQ(rejudged["of_a_later_version"], true);
  EXPECT_EQ(rejudged["rounds"], recorded["rounds"]);
}

}  // namespace
}  // namespace seep
