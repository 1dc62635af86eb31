#include "report/page/made_runs.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <utility>

#include "judge/judge.h"
#include "report/recorded_sites.h"

namespace seep {
namespace {

// What a server of these runs keeps after so many requests.
struct Server {
  std::string name = "server";
  double heap_a_request = 0;     // bytes, in one block
  double runtime_a_request = 0;  // bytes
  bool has_runtime = false;
  double descriptors_a_request = 0;
  double warm_up_bytes = 400'000;  // which come with the first thousands of requests
  double noise_bytes = 64;         // of the heap's readings
  double heap_sqrt = 0;            // bytes × √requests
};

class Recorder {
 public:
  explicit Recorder(const Server& server) : server_(server), random_(42) {
    run_.plan.command = {"./" + server.name, "--port", "{port}"};
    run_.plan.command_line = {"seep", "run", "--", "./" + server.name, "--port", "{port}"};
    run_.plan.legs = {{Shape(), 0.75}, {Shape{.name = "new-connections", .reuse = false}, 0.25}};
    run_.started_at = "2026-11-30T07:00:00Z";
    run_.environment = {{"MALLOC_ARENA_MAX", "1"}, {"MALLOC_TRIM_THRESHOLD_", "1073741824"}};
    run_.pid = 42;
    run_.port = 4711;
    run_.first = Sample();
  }

  RunResult Record(int rounds, int requests_a_round) {
    run_.first = SampleNow();
    for (int i = 0; i < rounds; ++i) {
      SendRound(requests_a_round);
      if (i == rounds * 2 / 3) Pause();
    }
    run_.seconds = run_.verdict_seconds = seconds_;
    Judge(run_);
    return std::move(run_);
  }

 private:
  double Noise(double size) { return std::normal_distribution<double>(0, size)(random_); }

  void SendRound(int requests) {
    Round round;
    LoadResult& load = round.load;
    load.requests = load.answers = static_cast<uint64_t>(requests);
    load.status_class[2] = load.requests;
    load.statuses.answers[200] = load.requests;
    load.connections = 4 + load.requests / 8;
    load.seconds = requests / (9000 + Noise(400));
    for (int i = 0; i < std::min(requests, 500); ++i)
      load.latency.Add(static_cast<uint64_t>(std::exp(12.8 + Noise(0.4))));
    requests_ += load.requests;
    connections_ += load.connections;
    seconds_ += load.seconds + 0.02;
    round.sample = SampleNow();
    round.quiet_seconds = 0.02;
    run_.load.Add(load);
    run_.rounds.push_back(std::move(round));
  }

  void Pause() {
    for (int i = 0; i < 2; ++i) {
      seconds_ += 0.25;
      Round round;
      round.idle = true;
      round.sample = SampleNow();
      run_.rounds.push_back(std::move(round));
    }
  }

  Sample SampleNow() {
    const auto requests = static_cast<double>(requests_);
    const double warm_up = server_.warm_up_bytes * (1 - std::exp(-requests / 4000));
    const double live = 900'000 + warm_up + server_.heap_a_request * requests +
                        server_.heap_sqrt * std::sqrt(requests) + Noise(server_.noise_bytes);
    const double runtime = server_.runtime_a_request * requests + Noise(2000);
    Sample sample;
    sample.seconds = seconds_;
    sample.requests = requests_;
    sample.connections = connections_;
    ProcessSample process;
    process.pid = 42;
    process.start_ticks = 1;
    process.name = server_.name;
    process.memory.anonymous =
        static_cast<int64_t>((6e6 + 1.06 * live + 1.1 * runtime) / 4096) * 4096;
    process.descriptors.files = 4;
    process.descriptors.sockets =
        3 + static_cast<int64_t>(server_.descriptors_a_request * requests);
    process.descriptors_max = 1'048'576;
    process.threads = 5;
    process.mappings = 60;
    sample.processes = {process};
    HeapCounts heap;
    heap.usable_bytes = static_cast<int64_t>(live / 16) * 16;
    heap.blocks = 4000 + (server_.heap_a_request > 0 ? static_cast<int64_t>(requests_) : 0);
    heap.allocations = 4000 + 9 * static_cast<int64_t>(requests_);
    heap.processes = 1;
    sample.heap = heap;
    if (server_.has_runtime) {
      RuntimeHeap counted;
      counted.names = {"node"};
      counted.used_bytes = 5'000'000 + static_cast<int64_t>(runtime);
      counted.processes = 1;
      sample.runtime = counted;
    }
    return sample;
  }

  Server server_;
  std::mt19937_64 random_;
  RunResult run_;
  uint64_t requests_ = 0;
  uint64_t connections_ = 0;
  double seconds_ = 0;
};

RunResult Recorded(const Server& server, int rounds = 80, int requests_a_round = 500) {
  return Recorder(server).Record(rounds, requests_a_round);
}

SitePass RuntimeSites() {
  SitePass pass;
  LeakSite site = RecordedCacheSite();
  site.stack = {RecordedFrame(SIZE_MAX, 1, "remember", "file:///srv/shop/cart.js", 31),
                RecordedFrame(SIZE_MAX, 2, "onRequest", "file:///srv/shop/server.js", 77),
                RecordedFrame(SIZE_MAX, 3, "emit", "node:events", 519)};
  site.stack[0].own = site.stack[1].own = true;
  site.top = site.first_own = 0;
  site.last_own = 1;
  site.type = "(concatenated string)";
  site.held_by = "static Cart.kept, Array.elements";
  pass.sites = {site};
  pass.requests = 5000;
  pass.rounds = 10;
  return pass;
}

RunResult LeakOfNative(const std::string& name) {
  RunResult run = Recorded({.name = name, .heap_a_request = 64});
  run.sites = RecordedSites();
  run.cause = "memory in use: blocks that are never freed";
  return run;
}

// Everything that a person may name, as markup that would be wrong to take for markup.
RunResult Hostile() {
  RunResult run = LeakOfNative("</script><!--<script>alert(1)</script>");
  run.warnings = {"3 requests failed: <b>connection reset</b> & more"};
  run.sites->sites[0].stack[2].function = "std::map<A, B>::operator<(</script>)";
  run.load.errors[static_cast<size_t>(LoadError::kReset)] = 3;
  run.load.error_examples[static_cast<size_t>(LoadError::kReset)] = "<img src=x onerror=alert(1)>";
  return run;
}

std::vector<RunResult> Hunt() {
  std::vector<RunResult> runs;
  for (const char* shape : {"keep-alive", "abort", "slow-body", "pipelined"}) {
    const bool leaks = shape == std::string("abort");
    RunResult run = leaks ? LeakOfNative("server") : Recorded({});
    run.plan.legs = {{Shape{.name = shape}, 1}};
    runs.push_back(std::move(run));
  }
  runs.push_back(Recorded({.noise_bytes = 60'000, .heap_sqrt = 9000}, 24));
  runs.back().plan.legs = {{Shape{.name = "half-close"}, 1}};
  runs.push_back(RunResult());
  runs.back().plan.legs = {{Shape{.name = "tls-abort"}, 1}};
  runs.back().failure =
      Error{ErrorKind::kExited, Fault::kTarget, "the server exited with status 3", 0};
  return runs;
}

}  // namespace

std::vector<MadeRun> MadeRuns() {
  std::vector<MadeRun> made;
  made.push_back({"clean", {Recorded({})}});
  made.push_back({"leak_native", {LeakOfNative("server")}});
  made.push_back({"leak_runtime", {Recorded({.runtime_a_request = 300, .has_runtime = true})}});
  made.back().runs[0].sites = RuntimeSites();
  made.push_back({"leak_descriptors", {Recorded({.descriptors_a_request = 0.1})}});
  made.push_back({"inconclusive", {Recorded({.noise_bytes = 90'000, .heap_sqrt = 6000}, 24)}});
  made.push_back({"hunt", Hunt()});
  made.push_back({"hostile", {Hostile()}});
  made.push_back({"long", {Recorded({.heap_a_request = 64}, 10'000, 20)}});
  return made;
}

}  // namespace seep
