#pragma once
// A run of each kind that a report can be of, as it could have been.

#include <string>
#include <vector>

#include "report/recorded_run.h"
#include "report/recorded_sites.h"

namespace seep {

inline RunResult Typed(RunResult result) {
  result.plan.command = {"node", "server.js"};
  result.plan.command_line = {"seep", "run", "-n", "30000", "--", "node", "server.js"};
  return result;
}

inline MeterVerdict RecordedMeter(Meter meter, Outcome outcome, const Slope& slope,
                                  const Tolerance& tolerance) {
  MeterVerdict judged = RecordedLeak().meters.front();
  judged.meter = meter;
  judged.verdict.outcome = outcome;
  judged.verdict.slope = slope;
  judged.verdict.confidence = 0.9995;
  judged.tolerance = tolerance;
  return judged;
}

inline void AddCounted(RunResult& result) {
  result.meters.push_back(
      RecordedMeter(Meter::kDescriptors, Outcome::kClean, {2e-5, -6e-5, 1e-4}, {0.001, 2, 1}));
  result.meters.push_back(
      RecordedMeter(Meter::kThreads, Outcome::kClean, {0, -5e-5, 5e-5}, {0.001, 2, 1}));
}

// Of a native program, with its call stacks.
inline RunResult NativeLeak() {
  RunResult result = Typed(WithLiveHeap(RecordedLeak()));
  result.plan.command = {"./server", "--port", "{port}"};
  result.plan.command_line = {"seep",   "run",        "-n",       "30000",
                              "--path", "/api/items", "--header", "Accept: text/html",
                              "--full", "--",         "./server", "--port",
                              "{port}"};
  result.sites = RecordedSites();
  result.cause = "memory in use: blocks that the program allocates and does not free";
  result.load.statuses.answers = {{200, 30'000}};
  AddCounted(result);
  return result;
}

// Of Node.js: the runtime's heap, and lines of JavaScript.
inline RunResult RuntimeLeak() {
  RunResult result = Typed(RecordedLeak());
  result.meters[0].verdict.slope = {280, 20, 530};
  result.meters.insert(result.meters.begin(), RecordedMeter(Meter::kRuntimeHeap, Outcome::kLeak,
                                                            {212, 170, 254}, {8, 32768, 16}));
  const auto heap = [](int64_t bytes) {
    RuntimeHeap runtime;
    runtime.names = {"node"};
    runtime.used_bytes = bytes;
    runtime.processes = 1;
    return runtime;
  };
  result.first.runtime = heap(4'600'000);
  for (Round& round : result.rounds)
    round.sample.runtime = heap(4'600'000 + 212 * static_cast<int64_t>(round.sample.requests));
  LeakSite site;
  Frame frame;
  frame.function = "keep";
  frame.file = "file:///home/me/shop/server.js";
  frame.line = 14;
  frame.own = true;
  Frame caller = frame;
  caller.function = "Server.<anonymous>";
  caller.line = 31;
  site.stack = {frame, caller};
  site.first_own = 0;
  site.last_own = 1;
  site.bytes_per_request = {212, 210, 214};
  site.blocks_per_request = {2, 2, 2};
  site.share = 0.99;
  site.grows = true;
  result.sites = SitePass{};
  result.sites->sites = {site};
  result.sites->requests = 7'500;
  result.sites->rounds = 5;
  result.cause = "objects in the runtime's heap that are still reachable after a full collection";
  return result;
}

// One descriptor every ten requests, and next to no memory.
inline RunResult DescriptorLeak() {
  RunResult result = Typed(RecordedLeak());
  result.meters[0].verdict = {};
  result.meters[0].verdict.outcome = Outcome::kClean;
  result.meters[0].verdict.judged_from = 2;
  result.meters[0].verdict.confidence = 0.9995;
  result.meters[0].verdict.slope = {0.01, -0.2, 0.3};
  result.meters.push_back(
      RecordedMeter(Meter::kDescriptors, Outcome::kLeak, {0.0501, 0.0499, 0.0503}, {0.001, 2, 1}));
  result.first.processes[0].descriptors.sockets = 6;
  int64_t sockets = 6;
  for (Round& round : result.rounds) {
    round.sample = result.first;
    round.sample.processes[0].descriptors.sockets = sockets += 376;
  }
  result.mappings.clear();
  result.idle.reset();
  result.cause = "files or sockets that are opened and not closed: the kernel's side, not the heap";
  result.sites_note =
      "what grows is not memory, and call stacks are taken only for malloc's blocks";
  return result;
}

// Pages that no counted heap explains.
inline RunResult LeakOutside() {
  RunResult result = Typed(RecordedLeak());
  result.cause =
      "anonymous memory; nothing more is known; [heap] grew most, by 8.7 MiB: server is linked "
      "statically";
  result.heap_note = "server is linked statically";
  result.sites_note = "the live heap is not counted: server is linked statically";
  return result;
}

inline RunResult CleanRun() {
  RunResult result = Typed(WithLiveHeap(RecordedLeak()));
  AddCounted(result);
  result.outcome = Outcome::kClean;
  result.reason = "no growth beyond the tolerance";
  result.cause.clear();
  result.sites.reset();
  result.idle.reset();
  for (MeterVerdict& judged : result.meters) judged.verdict.outcome = Outcome::kClean;
  result.meters[0].verdict.slope = {0.0004, -0.0012, 0.0024};
  result.meters[1].verdict.slope = {0, -0.22, 0.22};
  const int64_t held[] = {8'392'704, 8'396'800, 8'392'704, 8'396'800};  // a page or two more
  for (size_t i = 0; i < result.rounds.size(); ++i)
    result.rounds[i].sample.processes[0].memory.anonymous = held[i];
  return result;
}

// Growth that is there, and that the tolerance accepts.
inline RunResult CleanWithinTolerance() {
  RunResult result = CleanRun();
  result.meters[1].verdict.slope = {4.2, 3.9, 4.5};
  result.meters[0].verdict.slope = {0.05, 0.04, 0.06};
  return result;
}

inline RunResult UndecidedRun(const std::string& reason) {
  RunResult result = Typed(RecordedLeak());
  result.outcome = Outcome::kInconclusive;
  result.meters[0].verdict.outcome = Outcome::kInconclusive;
  result.meters[0].verdict.slope = {12, -3, 27};
  result.reason = "anonymous memory: " + reason;
  result.idle.reset();
  return result;
}

// Reasons as src/stats and src/judge word them.
inline std::vector<std::string> UndecidedReasons() {
  return {
      "there were too few requests for a leak to show; more requests would decide (-n 60000)",
      "it began to grow late in the run; more requests would show whether that goes on (-n 60000)",
      "it grows, but earlier it fell by much of what it had grown: that may be part of a cycle; "
      "more requests would show whole cycles (-t 60s)",
      "it grows, but by too little or too unevenly to call it a leak; more requests would decide "
      "(-t 60s)",
      "it grows, but ever more slowly: that may be a warm-up; more requests would show whether it "
      "ends (-t 60s)",
      "it falls, which may be part of a cycle; more requests would show whole cycles (-t 60s)",
      "it grows in steps only, and the last one is too recent to tell whether more follow; more "
      "requests would decide (-t 60s)",
      "the readings vary too much to tell; more requests would decide (-t 60s)",
      "it grows, and 4,600 requests are too few to tell a leak from a table that fills; -n 25000 "
      "would do",
      "it grows, but what lives in the runtime's heap and outside of it does not; more requests "
      "would show whether it ends (-t 60s)",
      "freed memory that the allocator keeps: malloc_trim gave back 8.6 MiB; that may go on "
      "growing, but it is not in use; a longer run would decide (-t 60s)",
      "it grows with time, not with requests: by 1.0 MiB/s while none was sent; `seep watch --pid "
      "PID -t 10m` judges that",
      "it grows by 64 B a request, of which 56 B went away within 1.5 s without requests; a longer "
      "run (--time) would show whether what stays is a leak",
      "it keeps 64 B for each new path, and nothing for those that come back, as a cache does, or "
      "a store without a bound; after 20,000 requests hardly any is new; -n 40000 -t 12s would "
      "show whether there is a bound; --expect-cache 0 says that there is no cache",
      "it grew by 9.1 MiB of the 64.0 MiB that a cache may take, and has not stopped; enough "
      "requests to fill the cache would decide: at this pace 180,000 more (-t 44s)",
      "60,000 requests were sent, too few after the first pass over the 20,000 different ones, in "
      "which all are new to the server; more requests would decide (-n 120000)"};
}

inline RunResult FailedRun() {
  RunResult result = Typed(RecordedLeak());
  result.outcome = Outcome::kInconclusive;
  result.failure = Error{
      ErrorKind::kExited, Fault::kTarget,
      "the command exited with status 1 before it answered a request at http://127.0.0.1:4711/"
      ". Its last output:\n  Error: Cannot find module './routes'\n      at Module._load "
      "(node:internal/modules/cjs/loader:1143:15)\n\n  Node.js v20.20.2",
      0};
  return result;
}

// Of a table that something else recorded.
inline RunResult RecordedTable(Outcome outcome) {
  RunResult result;
  result.per = "operation";
  result.outcome = outcome;
  result.reason =
      "the readings vary too much to tell; more readings would decide (there are 80; "
      "twice as many may do)";
  result.warnings = {"no reading: left out (line 7)"};
  result.series = RecordedSeries{.source = "mem.csv",
                                 .x_name = "ops",
                                 .y_name = "rss_kb",
                                 .per = "operation",
                                 .points = {},
                                 .resolution = 4096,
                                 .notes = {}};
  for (int i = 0; i < 80; ++i)
    result.series->points.push_back({i * 1000.0, 8'388'608 + i * 300'000.0});
  MeterVerdict judged;
  judged.points = result.series->points;
  judged.tolerance = {.slope = 8, .floor = 32768, .resolution = 4096};
  judged.verdict.outcome = outcome;
  judged.verdict.slope = {.estimate = 300, .low = 290, .high = 310};
  judged.verdict.confidence = 0.99;
  judged.verdict.judged_from = 40;
  result.meters = {judged};
  return result;
}

}  // namespace seep
