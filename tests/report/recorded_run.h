#pragma once
// A run as it could have been, for the reports' tests.

#include "model/run_result.h"

namespace seep {

inline RunResult RecordedLeak() {
  RunResult result;
  result.plan.command = {"server", "--port", "{port}"};
  result.plan.legs = {{"keep-alive", ConnectionUse::kKeepAlive, 1}};
  result.started_at = "2026-11-22T16:00:00Z";
  result.port = 4711;
  result.pid = 42;
  result.seconds = 3.9;
  result.first.processes.resize(1);
  result.first.processes[0].memory.anonymous = 8 * 1024 * 1024;
  MeterVerdict held{
      .meter = Meter::kHeldBytes, .tolerance = {8, 32768, 4096}, .points = {}, .verdict = {}};
  for (int i = 1; i <= 4; ++i) {
    Round round;
    round.sample = result.first;
    round.sample.requests = static_cast<uint64_t>(i) * 7500;
    round.sample.processes[0].memory.anonymous += int64_t{304} * 7500 * i;
    held.points.push_back(
        {static_cast<double>(round.sample.requests), Read(Meter::kHeldBytes, round.sample)});
    result.rounds.push_back(round);
  }
  result.load.requests = result.load.answers = 30'000;
  result.load.status_class[2] = 30'000;
  result.load.connections = 4;
  result.load.seconds = 3;
  held.verdict.outcome = Outcome::kLeak;
  held.verdict.law = GrowthLaw::kSustained;
  held.verdict.slope = {.estimate = 304, .low = 298.2, .high = 309.8};
  held.verdict.confidence = 0.99;
  held.verdict.judged_from = 2;
  held.verdict.growth = 304 * 15'000;
  held.verdict.reason = "it grows steadily and does not slow down";
  result.meters = {held};
  result.mappings = {{"[heap]", 600'000, 9'700'000}};
  result.idle =
      IdleGrowth{.seconds = 0.5, .bytes_per_second_idle = 0, .bytes_per_second_loaded = 2'338'461};
  result.outcome = Outcome::kLeak;
  result.reason = "anonymous memory: it grows steadily and does not slow down";
  result.output_tail = "served \xff\n";  // not UTF-8
  return result;
}

}  // namespace seep
