#pragma once
// A run as it could have been, for the reports' tests.

#include "model/run_result.h"

namespace seep {

inline RunResult RecordedLeak() {
  RunResult result;
  result.plan.command = {"server", "--port", "{port}"};
  result.plan.legs = {{Shape(), 1}};
  result.started_at = "2026-11-22T16:00:00Z";
  result.port = 4711;
  result.pid = 42;
  result.seconds = 3.9;
  result.verdict_seconds = 3.4;
  result.first.processes.resize(1);
  result.first.processes[0].memory.anonymous = 8 * 1024 * 1024;
  MeterVerdict held{.meter = Meter::kHeldBytes,
                    .tolerance = {8, 32768, 4096},
                    .points = {},
                    .verdict = {},
                    .dose = {}};
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

// The same run with its live heap counted: 288 B and a block a request, at one call stack.
inline RunResult WithLiveHeap(RunResult result) {
  const auto counts = [](int64_t requests) {
    HeapCounts heap;
    heap.blocks = 1000 + requests;
    heap.usable_bytes = 100'000 + 288 * requests;
    heap.allocations = 1000 + 9 * requests;
    heap.processes = 1;
    return heap;
  };
  MeterVerdict live = result.meters.front();
  live.meter = Meter::kLiveHeap;
  live.tolerance = {0.1, 192, 16};
  live.verdict.slope = {.estimate = 288, .low = 287.9, .high = 288.1};
  live.points.clear();
  result.first.heap = counts(0);
  for (Round& round : result.rounds) {
    const auto requests = static_cast<int64_t>(round.sample.requests);
    round.sample.heap = counts(requests);
    live.points.push_back({static_cast<double>(requests), Read(Meter::kLiveHeap, round.sample)});
  }
  result.meters.insert(result.meters.begin(), live);
  result.cause = "memory in use: blocks that are never freed";
  LeakSite site;
  Frame frame;
  frame.address = 0x1234;
  frame.function = "Cache::Add";
  frame.file = "/src/cache.cc";
  frame.line = 42;
  frame.own = true;
  site.stack = {frame};
  site.first_own = site.last_own = 0;
  site.births = site.live_blocks = 10'000;
  site.live_bytes = 2'820'000;
  site.bytes_per_request = {.estimate = 282, .low = 282, .high = 282};
  site.blocks_per_request = {.estimate = 1, .low = 1, .high = 1};
  site.share = 1;
  site.grows = true;
  site.cohorts = {{.round = 1, .blocks = 5000, .bytes = 1'410'000},
                  {.round = 2, .blocks = 5000, .bytes = 1'410'000}};
  result.sites = SitePass{};
  result.sites->sites = {site};
  result.sites->requests = 10'000;
  result.sites->rounds = 2;
  result.sites->classes_bytes_max = {288};
  return result;
}

}  // namespace seep
