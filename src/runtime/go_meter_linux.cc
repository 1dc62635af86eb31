#include "runtime/go_meter.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "runtime/go/go_process.h"

namespace seep {
namespace {

// In a row: then it is said that it does not answer. A quiet server may sleep through one.
constexpr int kTimeoutsMax = 3;

std::string ProgramOf(pid_t pid) {
  std::error_code error;
  return std::filesystem::read_symlink(fmt::format("/proc/{}/exe", pid), error).string();
}

// No library is mapped, and so no malloc but what may be linked into the program.
bool StandsAlone(pid_t pid) {
  std::ifstream maps(fmt::format("/proc/{}/maps", pid));
  bool any = false;
  for (std::string line; std::getline(maps, line); any = true) {
    if (line.find(".so") != std::string::npos) return false;
  }
  return any;
}

// What is known of a process, for as long as it runs the same program.
struct Known {
  std::string program;
  std::unique_ptr<GoProcess> process;  // nullptr: none of Go's, or it cannot be read
  std::string unseen;                  // why it cannot
  bool alone = false;
  int timeouts = 0;
};

Known Open(pid_t pid, std::string program) {
  Known known{.program = std::move(program), .process = {}, .unseen = {}};
  Result<std::unique_ptr<GoProcess>> opened = GoProcess::Open(pid);
  if (!opened) {
    if (opened.error().kind != ErrorKind::kExited) known.unseen = opened.error().message;
    return known;
  }
  known.process = std::move(*opened);
  known.alone = known.process != nullptr && StandsAlone(pid);
  return known;
}

class GoMeter final : public RuntimeMeter {
 public:
  explicit GoMeter(milliseconds patience) : patience_(patience) {}

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

 private:
  Known& Find(pid_t pid) {
    std::string program = ProgramOf(pid);
    const auto found = known_.find(pid);
    if (found != known_.end() && found->second.program == program) return found->second;
    return known_.insert_or_assign(pid, Open(pid, std::move(program))).first->second;
  }

  // False when there is no reading this time.
  bool ReadOne(Known& known, RuntimeHeap& heap) const {
    if (known.process == nullptr) {
      if (!known.unseen.empty()) heap.Add(Unseen(known.unseen));
      return true;
    }
    const Result<GoReading> reading = known.process->Read(patience_);
    if (reading) {
      known.timeouts = 0;
      heap.Add({.names = {"go"},
                .used_bytes = reading->live_bytes,
                .objects = {},
                .goroutines = reading->goroutines,
                .processes = 1,
                .alone = known.alone,
                .unseen = {},
                .seconds = reading->seconds});
      return true;
    }
    const ErrorKind kind = reading.error().kind;
    if (kind == ErrorKind::kExited) return true;
    if (kind == ErrorKind::kTimeout && ++known.timeouts < kTimeoutsMax) return false;
    known.unseen = reading.error().message;
    known.process.reset();
    heap.Add(Unseen(known.unseen));
    return true;
  }

  static RuntimeHeap Unseen(const std::string& why) {
    RuntimeHeap heap;
    heap.processes_unseen = 1;
    heap.unseen = why;
    return heap;
  }

  milliseconds patience_;
  std::map<pid_t, Known> known_;
};

}  // namespace

std::unique_ptr<RuntimeMeter> MakeGoMeter(milliseconds patience) {
  return std::make_unique<GoMeter>(patience);
}

}  // namespace seep
