#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <mutex>

#include "base/fd.h"
#include "process/command.h"
#include "process/guard.h"
#include "process/output_tail.h"
#include "process/target.h"
#include "process/tree.h"

namespace seep {
namespace {

class GuardedTarget final : public Target {
 public:
  GuardedTarget(pid_t guard, pid_t pid, UniqueFd channel, UniqueFd output)
      : guard_(guard),
        pid_(pid),
        tree_(guard),
        channel_(std::move(channel)),
        output_(std::move(output)) {}
  ~GuardedTarget() override { StopTree(milliseconds(2000)); }

  pid_t pid() const override { return pid_; }

  std::vector<pid_t> Tree() const override {
    std::vector<pid_t> tree = tree_.Read();
    if (!tree.empty()) tree.erase(tree.begin());
    const auto own = std::find(tree.begin(), tree.end(), pid_);
    if (own != tree.end()) std::rotate(tree.begin(), own, own + 1);
    return tree;
  }

  std::optional<ExitInfo> Exited() override {
    const std::lock_guard lock(mutex_);
    ReadReports();
    if (!exit_) return std::nullopt;
    ExitInfo info = *exit_;
    info.survivors = !guard_gone_ && !Tree().empty();
    return info;
  }

  std::string OutputTail() const override { return output_.Text(); }

  void Stop(milliseconds grace) override { StopTree(grace); }

 private:
  void StopTree(milliseconds grace) {
    const std::lock_guard lock(stop_mutex_);
    if (stopped_) return;
    const GuardOrder order{static_cast<int32_t>(
        std::clamp<int64_t>(grace.count(), 0, std::numeric_limits<int32_t>::max()))};
    ::send(channel_.get(), &order, sizeof order, MSG_NOSIGNAL);
    for (;;) {
      pollfd watched{channel_.get(), POLLIN, 0};
      ::poll(&watched, 1, -1);
      const std::lock_guard reports(mutex_);
      ReadReports();
      if (guard_gone_) break;
    }
    while (::waitpid(guard_, nullptr, 0) < 0 && errno == EINTR) {
    }
    stopped_ = true;
  }

  void ReadReports() {
    GuardReport report{};
    for (;;) {
      const ssize_t size = ::recv(channel_.get(), &report, sizeof report, MSG_DONTWAIT);
      if (size < 0 && errno == EINTR) continue;
      if (size < 0 && errno == EAGAIN) return;
      if (size <= 0) break;
      if (report.kind != GuardReport::Kind::kEnded) continue;
      const int status = report.value;
      exit_ = WIFSIGNALED(status) ? ExitInfo{true, WTERMSIG(status), false}
                                  : ExitInfo{false, WEXITSTATUS(status), false};
    }
    guard_gone_ = true;
    // Without a report, the guard itself was killed, and the target with it (PR_SET_PDEATHSIG).
    if (!exit_) exit_ = ExitInfo{true, SIGKILL, false};
  }

  const pid_t guard_;
  const pid_t pid_;
  mutable ProcessTreeReader tree_;
  std::mutex stop_mutex_;  // held while Stop waits
  bool stopped_ = false;
  std::mutex mutex_;  // of what follows
  UniqueFd channel_;
  std::optional<ExitInfo> exit_;
  bool guard_gone_ = false;
  mutable seep::OutputTail output_;
};

// Descriptors between Seep and the guard. All are above 2, which the guard and the target replace.
struct Ends {
  UniqueFd channel, guard_channel;  // packets both ways
  UniqueFd exec_failed, guard_exec_failed;
  UniqueFd output, guard_output;
  UniqueFd null;

  static Result<Ends> Open();
};

tl::unexpected<Error> NoDescriptors(const char* what, int error) {
  return Fail(ErrorKind::kIo, Fault::kEnvironment,
              fmt::format("cannot open {} for the command: {}", what, ErrnoText(error)), error);
}

// Moves a descriptor above 2; false when there is no descriptor left.
bool Raise(UniqueFd& fd) {
  if (fd.get() > 2) return true;
  fd = UniqueFd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 3));
  return static_cast<bool>(fd);
}

Result<Ends> Ends::Open() {
  Ends ends;
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    return NoDescriptors("a socket pair", errno);
  }
  ends.channel = UniqueFd(pair[0]);
  ends.guard_channel = UniqueFd(pair[1]);
  if (::pipe2(pair.data(), O_CLOEXEC) != 0) return NoDescriptors("a pipe", errno);
  ends.exec_failed = UniqueFd(pair[0]);
  ends.guard_exec_failed = UniqueFd(pair[1]);
  if (::pipe2(pair.data(), O_CLOEXEC) != 0) return NoDescriptors("a pipe", errno);
  ends.output = UniqueFd(pair[0]);
  ends.guard_output = UniqueFd(pair[1]);
  ends.null = UniqueFd(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!ends.null) return NoDescriptors("/dev/null", errno);
  for (UniqueFd* fd :
       {&ends.guard_channel, &ends.guard_exec_failed, &ends.guard_output, &ends.null}) {
    if (!Raise(*fd)) return NoDescriptors("a descriptor", errno);
  }
  return ends;
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& string : strings) pointers.push_back(string.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Forks the guard with all signals blocked, so that no handler of Seep's runs in it.
pid_t ForkGuard(const GuardPlan& plan) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t guard = ::fork();
  if (guard == 0) RunGuard(plan);
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return guard;
}

tl::unexpected<Error> CannotExecute(const std::string& path, int error) {
  switch (error) {
    case ENOENT:
      return Fail(ErrorKind::kNotFound, Fault::kUser,
                  fmt::format("cannot start {}: the interpreter that it names is missing", path),
                  error);
    case ENOEXEC:
      return Fail(ErrorKind::kPermission, Fault::kUser,
                  fmt::format("cannot start {}: it is neither a program for this machine nor a "
                              "script with a #! line",
                              path),
                  error);
    case EACCES:
    case EPERM:
      return Fail(ErrorKind::kPermission, Fault::kUser,
                  fmt::format("cannot start {}: {}", path, ErrnoText(error)), error);
    default:
      return Fail(ErrorKind::kIo, Fault::kEnvironment,
                  fmt::format("cannot start {}: {}", path, ErrnoText(error)), error);
  }
}

// Reads until end of file: an errno, or 0 when execve succeeded and closed the pipe.
int ReadExecError(int fd) {
  int error = 0;
  while (::read(fd, &error, sizeof error) < 0 && errno == EINTR) {
  }
  return error;
}

GuardReport FirstReport(int channel) {
  GuardReport report{GuardReport::Kind::kForkFailed, ECHILD};
  while (::recv(channel, &report, sizeof report, 0) < 0 && errno == EINTR) {
  }
  return report;
}

}  // namespace

Result<std::unique_ptr<Target>> Target::Launch(const LaunchSpec& spec) {
  auto command = PrepareCommand(spec);
  if (!command) return tl::unexpected(std::move(command.error()));
  auto ends = Ends::Open();
  if (!ends) return tl::unexpected(std::move(ends.error()));

  const std::vector<char*> words = Pointers(command->words);
  const std::vector<char*> environment = Pointers(command->environment);
  std::vector<std::string> files = spec.remove;
  const std::vector<char*> remove = Pointers(files);
  const GuardPlan plan{command->path.c_str(),
                       words.data(),
                       environment.data(),
                       ::getpid(),
                       ends->guard_channel.get(),
                       ends->guard_exec_failed.get(),
                       ends->guard_output.get(),
                       ends->null.get(),
                       remove.data()};
  const pid_t guard = ForkGuard(plan);
  if (guard < 0) return CannotExecute(command->path, errno);
  ends->guard_channel.Reset();
  ends->guard_exec_failed.Reset();
  ends->guard_output.Reset();

  const GuardReport first = FirstReport(ends->channel.get());
  const bool started = first.kind == GuardReport::Kind::kStarted;
  const int error = started ? ReadExecError(ends->exec_failed.get()) : first.value;
  auto target = std::make_unique<GuardedTarget>(guard, started ? first.value : 0,
                                                std::move(ends->channel), std::move(ends->output));
  if (error != 0) return CannotExecute(command->path, error);  // ~GuardedTarget ends the guard
  return target;
}

}  // namespace seep
