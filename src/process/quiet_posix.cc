#include <algorithm>
#include <map>
#include <thread>
#include <utility>

#include "process/quiet.h"
#include "process/tcp_sockets.h"
#include "process/tree.h"

namespace seep {
namespace {

constexpr milliseconds kWindow(5);
constexpr int kStillWindows = 3;  // one after another
// Of one core. Idle runtimes have timers: the largest share in 399 windows of nothing to do was 0
// for nginx and node, 1.4 % for python3 -m http.server, and above 2 % in two windows for a Java
// server.
constexpr double kStillShare = 0.02;

// Watches a changing set of processes, from one reading to the next.
class Watch {
 public:
  // Seconds of CPU time since the last reading; a process that is new has used all its time since.
  double CpuUsed(const std::vector<pid_t>& pids) {
    std::map<pid_t, Seen> now;
    double used = 0;
    children_ended_ = false;
    for (const pid_t pid : pids) {
      const Seen seen{ProcessCpuSeconds(pid), EndedChildFaults(pid)};
      const auto before = seen_.find(pid);
      const Seen known = before == seen_.end() ? Seen{0, seen.child_faults} : before->second;
      used += seen.seconds < known.seconds ? 0 : seen.seconds - known.seconds;  // less: it ended
      children_ended_ |= seen.child_faults != known.child_faults;
      now.emplace(pid, seen);
    }
    seen_ = std::move(now);
    return used;
  }

  // Between the last two readings a child was waited for, be it one that lived too shortly for any
  // of them: even one that does nothing has page faults.
  bool ChildrenEnded() const { return children_ended_; }

  bool SameProcesses(const std::vector<pid_t>& pids) const {
    return pids.size() == seen_.size() &&
           std::all_of(pids.begin(), pids.end(), [this](pid_t pid) { return seen_.contains(pid); });
  }

 private:
  struct Seen {
    double seconds = 0;
    uint64_t child_faults = 0;
  };

  std::map<pid_t, Seen> seen_;
  bool children_ended_ = false;
};

int64_t OpenConnections(const LoadAddress& address) {
  if (!address.unix_socket.empty()) return CountUnixConnections(address.unix_socket).value_or(-1);
  return address.port == 0 ? 0 : CountConnections(address.port).value_or(-1);
}

}  // namespace

QuietReport WaitQuiet(const std::function<std::vector<pid_t>()>& tree, const LoadAddress& address,
                      milliseconds bound, std::stop_token stop) {
  const TimePoint start = Clock::now();
  QuietReport report;
  Watch watch;
  watch.CpuUsed(tree());
  TimePoint last = start;
  int still = 0;
  for (;;) {
    std::this_thread::sleep_until(last + kWindow);
    const std::vector<pid_t> pids = tree();
    const TimePoint now = Clock::now();
    // Where workers come and go, something is at work, though none of them lives to be measured.
    const bool same = watch.SameProcesses(pids);
    report.cpu_share = watch.CpuUsed(pids) / Seconds(now - last);
    report.seconds = Seconds(now - start);
    last = now;
    const bool over = now - start >= bound || stop.stop_requested();
    const bool idle = same && !watch.ChildrenEnded() && report.cpu_share < kStillShare;
    still = idle ? still + 1 : 0;
    if (still < kStillWindows && !over) continue;
    report.open_connections = OpenConnections(address);
    report.quiet = still >= kStillWindows && report.open_connections <= address.kept_open &&
                   !AnyThreadBusy(pids) && watch.SameProcesses(tree());
    if (report.quiet || over) return report;
  }
}

}  // namespace seep
