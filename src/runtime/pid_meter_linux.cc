#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>

#include "runtime/pid_meter.h"

namespace seep {
namespace {

// In a row: then it is said that it does not answer. A quiet server may sleep through one.
constexpr int kTimeoutsMax = 3;

std::string ProgramOf(pid_t pid) {
  std::error_code error;
  return std::filesystem::read_symlink(fmt::format("/proc/{}/exe", pid), error).string();
}

// What is known of a process, for as long as it runs the same program.
struct Known {
  std::string program;
  std::unique_ptr<HeapReader> heap;  // nullptr: none of this runtime, or it cannot be read
  std::string unseen;                // why it cannot
  int timeouts = 0;
};

class PidMeter final : public RuntimeMeter {
 public:
  PidMeter(OpenHeap open, milliseconds patience) : open_(open), patience_(patience) {}

  std::optional<RuntimeHeap> Read(std::span<const pid_t> pids) override {
    std::erase_if(known_, [&](const auto& entry) {
      return std::find(pids.begin(), pids.end(), entry.first) == pids.end();
    });
    RuntimeHeap heap;
    bool missed = false;
    for (const pid_t pid : pids) missed |= !ReadOne(Find(pid), heap);
    if (missed || heap.processes + heap.processes_unseen == 0) return std::nullopt;
    heap.alone = heap.alone && heap.processes == static_cast<int64_t>(pids.size());
    return heap;
  }

  std::optional<int64_t> Goroutines(std::span<const pid_t> pids) override {
    std::optional<int64_t> all;
    for (HeapReader* heap : Heaps(pids)) {
      const std::optional<int64_t> one = heap->Goroutines();
      if (!one) return std::nullopt;
      all = all.value_or(0) + *one;
    }
    return all;
  }

  Result<> BeginSites(std::span<const pid_t> pids) override {
    Result<> begun = NoSites();
    bool any = false;
    for (HeapReader* heap : Heaps(pids)) {
      Result<> one = heap->BeginSites(kSitesPatience);
      any |= one.has_value();
      if (!one) begun = std::move(one);
    }
    return any ? Result<>() : begun;
  }

  Result<std::vector<LeakSite>> TakeSites(std::span<const pid_t> pids, SiteMoment moment) override {
    std::vector<LeakSite> all;
    for (HeapReader* heap : Heaps(pids)) {
      Result<std::vector<LeakSite>> sites = heap->TakeSites(moment, kSitesPatience);
      if (!sites) return sites;
      std::move(sites->begin(), sites->end(), std::back_inserter(all));
    }
    return all;
  }

  void EndSites(std::span<const pid_t> pids) override {
    for (HeapReader* heap : Heaps(pids)) heap->EndSites();
  }

 private:
  std::vector<HeapReader*> Heaps(std::span<const pid_t> pids) {
    std::vector<HeapReader*> heaps;
    for (const pid_t pid : pids) {
      if (const Known& known = Find(pid); known.heap != nullptr) heaps.push_back(known.heap.get());
    }
    return heaps;
  }

  Known& Find(pid_t pid) {
    std::string program = ProgramOf(pid);
    Known& known = known_[pid];
    const bool tries = known.heap == nullptr && known.timeouts > 0 && known.unseen.empty();
    if (known.program != program)
      known = {.program = std::move(program), .heap = {}, .unseen = {}};
    else if (!tries)
      return known;
    Open(pid, known);
    return known;
  }

  void Open(pid_t pid, Known& known) const {
    Result<std::unique_ptr<HeapReader>> opened = open_(pid, patience_);
    if (opened) {
      known.heap = std::move(*opened);
      known.timeouts = 0;
    } else {
      Failed(opened.error(), known);
    }
  }

  // Whether it may answer the next time.
  static bool Failed(const Error& error, Known& known) {
    if (error.kind == ErrorKind::kTimeout && ++known.timeouts < kTimeoutsMax) return true;
    if (error.kind != ErrorKind::kExited) known.unseen = error.message;
    known.heap.reset();
    return false;
  }

  // False when there is no reading this time.
  bool ReadOne(Known& known, RuntimeHeap& heap) const {
    if (known.heap != nullptr) {
      const Result<RuntimeHeap> reading = known.heap->Read(patience_);
      if (reading) {
        known.timeouts = 0;
        heap.Add(*reading);
        return true;
      }
      if (Failed(reading.error(), known)) return false;
    } else if (known.timeouts > 0 && known.unseen.empty()) {
      return false;
    }
    if (!known.unseen.empty()) {
      RuntimeHeap unseen;
      unseen.processes_unseen = 1;
      unseen.unseen = known.unseen;
      heap.Add(unseen);
    }
    return true;
  }

  OpenHeap open_;
  milliseconds patience_;
  std::map<pid_t, Known> known_;
};

}  // namespace

std::unique_ptr<RuntimeMeter> MakePidMeter(OpenHeap open, milliseconds patience) {
  return std::make_unique<PidMeter>(open, patience);
}

}  // namespace seep
