#pragma once
// A server that exists only as a formula: what it holds after so many requests and so many seconds.
// Time moves when it works.

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "heap/reader/heap_meter.h"
#include "load/generator.h"
#include "process/target.h"
#include "sample/sampler.h"
#include "trial/rounds.h"

namespace seep {

class FakeServer {
 public:
  using Bytes = std::function<double(double requests, double seconds)>;
  explicit FakeServer(Bytes bytes)
      : bytes_(std::move(bytes)),
        load_(*this),
        closing_load_(*this, true),
        sampler_(*this),
        heap_(*this),
        runtime_(*this),
        target_(*this) {}

  Equipment Equip() {
    Equipment equipment;
    equipment.legs = {&load_};
    if (two_legs) equipment.legs.push_back(&closing_load_);
    equipment.sampler = &sampler_;
    equipment.heap = live_heap ? &heap_ : nullptr;
    equipment.runtime = runtime_heap || runtime_objects ? &runtime_ : nullptr;
    equipment.target = &target_;
    equipment.wait_quiet = [this] {
      seconds_ += 0.02;
      return QuietReport{.quiet = quiet, .seconds = 0.02, .cpu_share = 0, .open_connections = 0};
    };
    equipment.pause = [this](milliseconds time) { seconds_ += seep::Seconds(time); };
    equipment.now = [this] {
      return TimePoint(
          std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds_)));
    };
    return equipment;
  }

  // Behaviour that a test changes.
  double requests_per_second = 10'000;
  // Of these requests, so many are answered, and keep memory; empty: all are.
  std::function<uint64_t(const RoundBounds&)> answers;
  bool quiet = true;
  bool two_legs = false;  // keep-alive, and a connection for each request
  double bytes_per_connection = 0;
  double heap_per_connection = 0;  // beside live_heap
  double heap_per_second = 0;
  double heap_per_key = 0;       // a number that was not sent before
  double heap_keys_max = 1e300;  // more are not kept
  double heap_per_miss = 0;      // of a cache that has the last `cache_keys` numbers
  uint64_t cache_keys = 0;
  double heap_per_visitor = 0;  // a session, of a visitor without a cookie; who gets one
  double sessions_max = 1e300;  // more are not kept
  uint64_t visitors = 0;        // who take turns; 0: each request is of a new one
  // Of each request, kept until there was none for `idle_seconds`; for `expiry_seconds` after it.
  double heap_until_idle = 0;
  double heap_expiring = 0;
  double idle_seconds = 1;
  double heap_until_first_idle = 0;  // bytes in all, there before the first request
  double expiry_seconds = 1e300;
  double sweep_seconds = 0;      // apart, when what has expired is let go; 0: at once
  bool runtime_expires = false;  // what is held for a while is in the runtime's heap, not malloc's
  std::optional<uint64_t> dies_after;  // requests
  std::optional<uint64_t> refuses_after;
  uint16_t status = 200;                               // of all answers
  std::function<void(uint64_t requests)> after_round;  // called with the requests so far
  double descriptors_per_request = 0;
  int64_t descriptors_max = 0;                       // that it may have; 0: not known
  std::function<double(double requests)> live_heap;  // bytes, in blocks of 64; empty: not counted
  std::string unseen;                                // why the heap is not counted after all
  // Bytes, and their number; both empty: there is no runtime.
  std::function<double(double requests)> runtime_heap;
  std::function<double(double requests)> runtime_objects;
  std::function<double(double requests)> goroutines;  // empty: there are none
  std::string unseen_runtime;                         // why not all of it answers
  double collection_seconds = 0.005;
  milliseconds runtime_warm_up{0};
  std::function<int64_t(double seconds)> pool;  // of a JVM, in blocks; empty: it has none
  int64_t workers = 0;                          // threads with heaps of their own
  int64_t trimmed_bytes = 0;                    // that malloc_trim gives back
  int64_t freed_bytes = 0;  // before the first request, and kept by the allocator until then
  void RefuseSitePass() { heap_.no_room = true; }

 private:
  static constexpr int64_t kPooledBytes = 32'744;

  struct Load : LoadGenerator {
    explicit Load(FakeServer& s, bool c = false) : server(s), closing(c) {}
    LoadResult Run(const RoundBounds& bounds, std::stop_token,
                   const std::function<void(const LoadProgress&)>&) override {
      LoadResult result;
      result.requests = bounds.requests;
      result.connections = closing ? bounds.requests : 4;
      result.seconds = static_cast<double>(bounds.requests) / server.requests_per_second;
      server.Drain();
      server.seconds_ += result.seconds;
      server.requests_ += bounds.requests;
      server.sent_.emplace_back(server.seconds_, server.requests_);
      const uint64_t different = bounds.period == 0 ? bounds.requests : bounds.period;
      server.keys_ = std::max(server.keys_, bounds.first + different);
      if (bounds.period == 0 || bounds.period > server.cache_keys)
        server.misses_ += bounds.requests;
      server.connections_ += result.connections;
      if (server.refuses_after && server.requests_ > *server.refuses_after) {
        result.errors[static_cast<size_t>(LoadError::kConnectRefused)] = bounds.requests;
        result.error_example = "127.0.0.1:1: Connection refused";
      } else {
        result.answers = server.answers ? server.answers(bounds) : bounds.requests;
        result.status_class[2] = result.answers;
        result.errors[static_cast<size_t>(LoadError::kReset)] = bounds.requests - result.answers;
        result.statuses.answers[server.status] = result.answers;
        server.served_ += result.answers;
        if (server.heap_per_visitor > 0) result.cookies_set = server.NewVisitors(bounds);
        server.sessions_ += result.cookies_set;
      }
      if (server.after_round) server.after_round(server.requests_);
      return result;
    }
    FakeServer& server;
    bool closing;
  };

  struct Memory : Sampler {
    explicit Memory(FakeServer& s) : server(s) {}
    Result<Sample> Read(std::span<const pid_t>, bool mappings) override {
      double held = server.bytes_(static_cast<double>(server.served_), server.seconds_) +
                    server.bytes_per_connection * static_cast<double>(server.connections_);
      const bool trimmed = server.heap_.trimmed;
      if (trimmed) held -= static_cast<double>(server.trimmed_bytes);
      const auto pages = static_cast<int64_t>(held / 4096) * 4096;
      const int64_t freed = trimmed ? 0 : server.freed_bytes;
      Sample sample;
      sample.processes.resize(1);
      sample.processes[0].pid = 42;
      sample.processes[0].memory.anonymous = pages + freed;
      sample.processes[0].descriptors.files =
          5 + static_cast<int64_t>(server.descriptors_per_request *
                                   static_cast<double>(server.served_));
      sample.processes[0].descriptors_max = server.descriptors_max;
      sample.processes[0].threads = 1;
      if (mappings) sample.mappings = {{"[heap]", pages}, {"[stack]", 8192}, {"[anon]", freed}};
      return sample;
    }
    FakeServer& server;
  };

  // One call stack, at 0x1000, has all blocks.
  struct Heap : HeapMeter {
    explicit Heap(FakeServer& s) : server(s) {}
    const std::string& Path() const override { return path; }
    std::vector<std::pair<std::string, std::string>> Environment() const override { return {}; }
    HeapCounts Read(std::span<const pid_t>) override {
      HeapCounts counts;
      counts.processes = 1;
      counts.unseen = server.unseen;
      counts.processes_unseen = server.unseen.empty() ? 0 : 1;
      counts.blocks = Blocks();
      counts.usable_bytes = 64 * counts.blocks;
      counts.classes = {{.index = 4,
                         .usable_bytes_max = 64,
                         .blocks = counts.blocks,
                         .usable_bytes = counts.usable_bytes,
                         .allocations = counts.blocks,
                         .requested_bytes = counts.usable_bytes}};
      if (server.pool) AddPool(counts, server.pool(server.seconds_));
      return counts;
    }
    static void AddPool(HeapCounts& counts, int64_t blocks) {
      counts.classes.push_back({.index = 84,
                                .usable_bytes_max = 32'768,
                                .blocks = blocks,
                                .usable_bytes = blocks * kPooledBytes});
      counts.blocks += blocks;
      counts.usable_bytes += blocks * kPooledBytes;
    }
    Result<> BeginSitePass(std::span<const size_t> classes, size_t) override {
      followed.assign(classes.begin(), classes.end());
      if (no_room)
        return Fail(ErrorKind::kIo, Fault::kEnvironment, "no room for the tables of call stacks");
      begun = Blocks();
      return {};
    }
    void BeginRound(uint32_t now) override { round = now; }
    Census TakeCensus(std::span<const pid_t> pids) override {
      const auto blocks = static_cast<double>(Blocks() - begun);
      cohorts.push_back({.round = round, .blocks = blocks - kept, .bytes = 64 * (blocks - kept)});
      kept = blocks;
      Census census;
      census.processes.assign(pids.begin(), pids.end());
      census.entries = {{.process = 0,
                         .stack = {0x1000},
                         .births = blocks,
                         .blocks = blocks,
                         .bytes = 64 * blocks,
                         .cohorts = cohorts}};
      return census;
    }
    void EndSitePass() override { followed.clear(); }
    void RequestTrim() override { trimmed = true; }
    uint32_t Trimmed() const override { return trimmed ? 1 : 0; }
    int64_t Blocks() const {
      const double bytes =
          server.live_heap(static_cast<double>(server.served_)) +
          server.heap_per_connection * static_cast<double>(server.connections_) +
          server.heap_per_key * std::min(static_cast<double>(server.keys_), server.heap_keys_max) +
          server.heap_per_miss * static_cast<double>(server.misses_) +
          server.heap_per_visitor *
              std::min(static_cast<double>(server.sessions_), server.sessions_max) +
          server.heap_per_second * server.seconds_ +
          (server.runtime_expires ? 0 : server.HeldForAWhile());
      return static_cast<int64_t>(bytes / 64);
    }

    FakeServer& server;
    std::string path = "/nowhere";
    std::vector<size_t> followed;
    std::vector<Cohort> cohorts;
    uint32_t round = 0;
    int64_t begun = 0;
    double kept = 0;
    bool trimmed = false;
    bool no_room = false;
  };

  struct Runtime : RuntimeMeter {
    explicit Runtime(FakeServer& s) : server(s) {}
    std::optional<RuntimeHeap> Read(std::span<const pid_t>) override {
      server.seconds_ += server.collection_seconds;
      RuntimeHeap heap;
      const auto served = static_cast<double>(server.served_);
      if (server.runtime_heap) {
        heap.used_bytes = std::llround(server.runtime_heap(served) +
                                       (server.runtime_expires ? server.HeldForAWhile() : 0));
      }
      if (server.runtime_objects) heap.objects = std::llround(server.runtime_objects(served));
      if (server.goroutines) heap.goroutines = std::llround(server.goroutines(served));
      heap.processes = 1;
      heap.pooled_block_bytes = server.pool ? kPooledBytes : 0;
      heap.threads_unseen = server.workers;
      heap.unseen = server.unseen_runtime;
      heap.processes_unseen = server.unseen_runtime.empty() ? 0 : 1;
      return heap;
    }
    milliseconds WarmUp() const override { return server.runtime_warm_up; }
    std::optional<int64_t> Goroutines(std::span<const pid_t>) override {
      if (!server.goroutines) return std::nullopt;
      return std::llround(server.goroutines(static_cast<double>(server.served_)));
    }
    Result<> BeginSites(std::span<const pid_t>) override { return NoSites("it cannot"); }
    Result<std::vector<LeakSite>> TakeSites(std::span<const pid_t>, SiteMoment) override {
      return std::vector<LeakSite>();
    }
    void EndSites(std::span<const pid_t>) override {}
    FakeServer& server;
  };

  struct Process : Target {
    explicit Process(FakeServer& s) : server(s) {}
    pid_t pid() const override { return 42; }
    std::vector<pid_t> Tree() const override { return {42}; }
    std::optional<ExitInfo> Exited() override {
      if (!server.dies_after || server.requests_ <= *server.dies_after) return std::nullopt;
      return ExitInfo{.signaled = true, .code = 11, .survivors = false};
    }
    std::string OutputTail() const override { return ""; }
    void Stop(milliseconds) override {}
    FakeServer& server;
  };

  // What no request has come after for long enough is let go.
  void Drain() {
    if (!sent_.empty() && seconds_ - sent_.back().first >= idle_seconds) drained_ = requests_;
  }

  double HeldForAWhile() {
    Drain();
    uint64_t expired = 0;
    const double swept =
        sweep_seconds > 0 ? std::floor(seconds_ / sweep_seconds) * sweep_seconds : seconds_;
    for (const auto& [seconds, requests] : sent_) {
      if (seconds + expiry_seconds <= swept) expired = requests;
    }
    return heap_until_idle * static_cast<double>(requests_ - drained_) +
           (drained_ == 0 ? heap_until_first_idle : 0) +
           heap_expiring * static_cast<double>(requests_ - expired);
  }

  uint64_t NewVisitors(const RoundBounds& bounds) const {
    if (visitors == 0) return bounds.returning ? 0 : bounds.requests;
    return std::min(visitors - std::min(visitors, sessions_), bounds.requests);
  }

  Bytes bytes_;
  Load load_;
  Load closing_load_;
  Memory sampler_;
  Heap heap_;
  Runtime runtime_;
  Process target_;
  double seconds_ = 0;
  uint64_t requests_ = 0;
  uint64_t served_ = 0;  // of these, answered
  uint64_t connections_ = 0;
  uint64_t keys_ = 0;
  uint64_t misses_ = 0;
  std::vector<std::pair<double, uint64_t>> sent_;  // after each time: when, and how many so far
  uint64_t drained_ = 0;
  uint64_t sessions_ = 0;
};

}  // namespace seep
