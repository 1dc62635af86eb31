#include <map>
#include <thread>

#include "process/ready.h"
#include "process/tcp_sockets.h"
#include "process/tree.h"

namespace seep {
namespace {

constexpr milliseconds kWindow(5);
constexpr int kStillWindows = 3;  // one after another
// Of one core. Idle runtimes have timers: see the measurements in docs/architecture.md.
constexpr double kStillShare = 0.02;

// CPU time that a changing set of processes uses between two readings.
class CpuMeter {
 public:
  // Seconds since the last reading; a process that is new has used all its time since.
  double Used(const std::vector<pid_t>& pids) {
    std::map<pid_t, double> now;
    double used = 0;
    for (const pid_t pid : pids) {
      const double seconds = ProcessCpuSeconds(pid);
      const auto before = last_.find(pid);
      const double known = before == last_.end() ? 0 : before->second;
      used += seconds < known ? 0 : seconds - known;  // less: it ended while it was read
      now.emplace(pid, seconds);
    }
    last_ = std::move(now);
    return used;
  }

 private:
  std::map<pid_t, double> last_;
};

}  // namespace

QuietReport WaitQuiet(const std::function<std::vector<pid_t>()>& tree, uint16_t port,
                      milliseconds bound, std::stop_token stop) {
  const TimePoint start = Clock::now();
  QuietReport report;
  CpuMeter meter;
  meter.Used(tree());
  TimePoint last = start;
  int still = 0;
  for (;;) {
    std::this_thread::sleep_until(last + kWindow);
    const std::vector<pid_t> pids = tree();
    const TimePoint now = Clock::now();
    report.cpu_share = meter.Used(pids) / Seconds(now - last);
    report.seconds = Seconds(now - start);
    last = now;
    const bool over = now - start >= bound || stop.stop_requested();
    still = report.cpu_share < kStillShare ? still + 1 : 0;
    if (still < kStillWindows && !over) continue;
    report.open_connections = port == 0 ? 0 : CountConnections(port).value_or(-1);
    report.quiet =
        still >= kStillWindows && report.open_connections <= 0 && !AnyThreadRunnable(pids);
    if (report.quiet || over) return report;
  }
}

}  // namespace seep
