#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

#include "base/clock.h"
#include "process/guard.h"
#include "process/proc_scan.h"

namespace seep {
namespace {

// Sent to the guard when the thread of Seep that forked it ends: a second line behind the channel,
// should somebody else hold its other end.
constexpr int kParentGone = SIGHUP;

constexpr int kRescanMs = 100;

// The descriptors that were inherited from Seep are closed: another guard's channel among them
// would keep that guard from seeing the end of Seep.
void CloseAllBut(std::array<int, 4> kept) {
  std::sort(kept.begin(), kept.end());
  unsigned first = 3;
  for (const int fd : kept) {
    const auto next = static_cast<unsigned>(fd);
    if (next > first) ::close_range(first, next - 1, 0);
    first = next + 1;
  }
  ::close_range(first, ~0U, 0);
}

[[noreturn]] void RunTarget(const GuardPlan& plan) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(plan.null, 0);
  ::dup2(plan.output, 1);
  ::dup2(plan.output, 2);
  // Seep's handlers are gone with execve, but what it ignores would stay ignored.
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(plan.path, plan.words, plan.environment);
  const int error = errno;
  if (::write(plan.exec_failed, &error, sizeof error) < 0) ::_exit(126);
  ::_exit(127);
}

class Guard {
 public:
  explicit Guard(const GuardPlan& plan) : plan_(plan), self_(::getpid()) {}

  void Run() {
    Detach();
    if (!Start()) return;
    while (!order_ && SeepLives()) Wait(-1);
    if (order_) Terminate(milliseconds(order_->grace_ms));
    KillAll();
  }

 private:
  void Detach() {
    ::setsid();  // a terminal's Ctrl-C and hang-up are Seep's to handle
    ::prctl(PR_SET_NAME, "seep-guard");
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    ::prctl(PR_SET_PDEATHSIG, kParentGone);
    CloseAllBut({plan_.channel, plan_.exec_failed, plan_.output, plan_.null});
    for (int fd = 0; fd <= 2; ++fd) ::dup2(plan_.null, fd);
    ::signal(SIGCHLD, SIG_DFL);  // ignored, it would reap the target unseen
    sigset_t watched;
    ::sigemptyset(&watched);
    ::sigaddset(&watched, SIGCHLD);
    ::sigaddset(&watched, kParentGone);
    signals_ = ::signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
  }

  bool Start() {
    target_ = ::fork();
    if (target_ == 0) RunTarget(plan_);
    if (target_ < 0) {
      Report(GuardReport::Kind::kForkFailed, errno);
      return false;
    }
    ::setpgid(target_, target_);
    ::close(plan_.exec_failed);
    ::close(plan_.output);
    Report(GuardReport::Kind::kStarted, target_);
    return true;
  }

  void Report(GuardReport::Kind kind, int value) {
    const GuardReport report{kind, value};
    ::send(plan_.channel, &report, sizeof report, MSG_NOSIGNAL);
  }

  bool SeepLives() const { return !channel_closed_ && ::getppid() == plan_.seep; }

  // Returns after an order, a child's end, the end of Seep, or the time (-1: none).
  void Wait(int timeout_ms) {
    std::array<pollfd, 2> watched = {pollfd{plan_.channel, POLLIN, 0}, pollfd{signals_, POLLIN, 0}};
    ::poll(watched.data(), watched.size(), timeout_ms);
    ForgetSignals();
    Reap();
    GuardOrder order;
    const ssize_t size = ::recv(plan_.channel, &order, sizeof order, MSG_DONTWAIT);
    if (size == static_cast<ssize_t>(sizeof order)) order_ = order;
    if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) channel_closed_ = true;
  }

  void ForgetSignals() {
    signalfd_siginfo ignored;
    while (::read(signals_, &ignored, sizeof ignored) > 0) {
    }
  }

  void Reap() {
    int status = 0;
    for (;;) {
      const pid_t ended = ::waitpid(-1, &status, WNOHANG);
      if (ended < 0) childless_ = errno == ECHILD;
      if (ended <= 0) return;
      if (ended != target_) continue;
      target_ended_ = true;
      Report(GuardReport::Kind::kEnded, status);
    }
  }

  bool Descends(ProcStat stat) const {
    while (stat.parent > 1) {
      if (stat.parent == self_) return true;
      const auto parent = ReadProcStat(stat.parent);
      if (!parent) return false;
      stat = *parent;
    }
    return false;
  }

  // SIGTERM, once to each: to the group in one call, and to those that left it.
  void Terminate(milliseconds grace) {
    bool group_told = false;
    ProcScan scan;
    while (const auto stat = scan.Next()) {
      if (stat->Ended() || !Descends(*stat)) continue;
      if (stat->group != target_) {
        ::kill(stat->pid, SIGTERM);
      } else if (!group_told) {
        ::kill(-target_, SIGTERM);
        group_told = true;
      }
    }
    const TimePoint end = Clock::now() + grace;
    for (Reap(); !childless_ && SeepLives(); Reap()) {
      const auto left = std::chrono::ceil<milliseconds>(end - Clock::now());
      if (left.count() <= 0) return;
      Wait(static_cast<int>(left.count()));
    }
  }

  // The children of a child that dies become the guard's own: killing children until there are none
  // reaches everything, double forks and setsid(2) included. Again and again, since a scan may
  // fail: the machine may be out of memory or files just then.
  void KillAll() {
    for (Reap(); !childless_; Reap()) {
      if (!target_ended_) ::kill(target_, SIGKILL);
      ProcScan scan;
      while (const auto stat = scan.Next()) {
        if (stat->parent == self_) ::kill(stat->pid, SIGKILL);
      }
      WaitForChild(kRescanMs);
    }
  }

  void WaitForChild(int timeout_ms) {
    pollfd watched{signals_, POLLIN, 0};
    ::poll(&watched, 1, timeout_ms);
    ForgetSignals();
  }

  const GuardPlan& plan_;
  const pid_t self_;
  pid_t target_ = 0;
  int signals_ = -1;
  bool channel_closed_ = false;
  bool childless_ = false;
  bool target_ended_ = false;
  std::optional<GuardOrder> order_;
};

}  // namespace

void RunGuard(const GuardPlan& plan) noexcept {
  Guard(plan).Run();
  for (char* const* file = plan.remove; *file != nullptr; ++file) ::unlink(*file);
  ::_exit(0);
}

}  // namespace seep
