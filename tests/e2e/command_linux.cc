#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "base/check.h"
#include "e2e/command.h"
#include "e2e/processes.h"

namespace seep::e2e {
namespace {

std::string Content(const UniqueFd& file) {
  struct stat about {};
  CHECK(fstat(file.get(), &about) == 0);
  std::string text(static_cast<size_t>(about.st_size), '\0');
  const ssize_t got = pread(file.get(), text.data(), text.size(), 0);
  CHECK(got >= 0);
  text.resize(static_cast<size_t>(got));
  return text;
}

UniqueFd MemoryFile(const char* name) {
  UniqueFd file(memfd_create(name, MFD_CLOEXEC));
  CHECK(file);
  // Several processes append to it, each from an offset of its own.
  CHECK(fcntl(file.get(), F_SETFL, O_APPEND) == 0);
  return file;
}

[[noreturn]] void Become(const Words& words, const Environment& environment, std::string& mark,
                         int out, int err) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is killed leaves nothing behind either
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  // As a user runs it, and not as CTest does.
  for (const char* name : {"CTEST_INTERACTIVE_DEBUG_MODE", "DASHBOARD_TEST_FROM_CTEST"})
    unsetenv(name);
  for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
  putenv(mark.data());
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

// An environment entry that no other command of any test on this machine has.
std::string NewMark() {
  return fmt::format("SEEP_E2E_MARK={}.{}", getpid(), Clock::now().time_since_epoch().count());
}

}  // namespace

Command::Command(const Words& words, const Environment& environment)
    : mark_(NewMark()), started_(Clock::now()), out_(MemoryFile("out")), err_(MemoryFile("err")) {
  pid_ = fork();
  CHECK(pid_ >= 0);
  if (pid_ == 0) Become(words, environment, mark_, out_.get(), err_.get());
}

Command::~Command() {
  if (Running()) {
    Signal(SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  // Again and again, as a process may fork while its siblings are being killed. One that is on its
  // way out has no environment any more, and still has its sockets.
  std::vector<pid_t> killed;
  for (auto left = Processes(); !left.empty(); left = Processes()) {
    for (const pid_t pid : left) kill(pid, SIGKILL);
    killed.insert(killed.end(), left.begin(), left.end());
  }
  Eventually([&] { return std::all_of(killed.begin(), killed.end(), Ended); });
}

std::vector<pid_t> Command::Processes() const { return ProcessesWith(mark_); }

bool Command::Running() {
  if (!reaped_ && waitpid(pid_, &wait_status_, WNOHANG) == pid_) reaped_ = true;
  return !reaped_;
}

void Command::Signal(int number) const { CHECK(reaped_ || kill(pid_, number) == 0); }

std::string Command::Out() const { return Content(out_); }
std::string Command::Err() const { return Content(err_); }

bool Command::WaitForOut(std::string_view text, milliseconds bound) {
  const auto written = [&] { return Out().find(text) != std::string::npos; };
  Eventually([&] { return written() || !Running(); }, bound);
  return written();
}

Finished Command::Wait(milliseconds bound) {
  Finished finished;
  finished.timed_out = !Eventually([&] { return !Running(); }, bound);
  if (finished.timed_out) {
    Signal(SIGKILL);
    CHECK(waitpid(pid_, &wait_status_, 0) == pid_);
    reaped_ = true;
  }
  finished.seconds = Seconds(Clock::now() - started_);
  finished.status = WIFEXITED(wait_status_) ? WEXITSTATUS(wait_status_) : -WTERMSIG(wait_status_);
  finished.out = Out();
  finished.err = Err();
  return finished;
}

Finished RunCommand(const Words& words, const Environment& environment, milliseconds bound) {
  return Command(words, environment).Wait(bound);
}

bool Eventually(const std::function<bool()>& condition, milliseconds bound) {
  for (const TimePoint end = Clock::now() + bound; Clock::now() < end;) {
    if (condition()) return true;
    std::this_thread::sleep_for(milliseconds(2));
  }
  return condition();
}

}  // namespace seep::e2e
