#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "leak_test/child.h"
#include "leak_test/scratch_folder.h"

namespace seep::leak_test {
namespace {

std::vector<std::string> EnvironmentOf(const ChildSpec& spec) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    bool replaced = false;
    for (const auto& [name, value] : spec.environment)
      replaced = replaced || text.compare(0, name.size() + 1, name + "=") == 0;
    if (!replaced) environment.push_back(text);
  }
  for (const auto& [name, value] : spec.environment) environment.push_back(name + "=" + value);
  return environment;
}

std::vector<char*> Pointers(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

// All that the child needs, made before the fork: another thread may hold malloc's lock then.
struct Prepared {
  const char* folder;  // nullptr: the child stays where it is
  const char* output;
  const char* errors;
  char* const* words;
  char* const* environment;
  pid_t parent;
};

bool Redirect(const char* path, int flags, int descriptor) {
  const int file = open(path, flags, 0600);
  return file >= 0 && dup2(file, descriptor) == descriptor;
}

// Async-signal-safe. Returns only when something failed, with errno set.
void BecomeProgram(const Prepared& prepared) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != prepared.parent) _exit(1);  // it died before that
  if (!Redirect("/dev/null", O_RDONLY, STDIN_FILENO) ||
      !Redirect(prepared.output, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO) ||
      !Redirect(prepared.errors, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO))
    return;
  if (prepared.folder != nullptr && chdir(prepared.folder) != 0) return;
  // The test's sockets and files are no business of the server.
  close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  execve(prepared.words[0], prepared.words, prepared.environment);
}

[[noreturn]] void Fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

// The child's errno if it could not become the program, else 0.
int ErrorOf(int pipe_end) {
  int error = 0;
  ssize_t size = 0;
  do {
    size = read(pipe_end, &error, sizeof error);
  } while (size < 0 && errno == EINTR);
  close(pipe_end);
  return size == static_cast<ssize_t>(sizeof error) ? error : 0;
}

int WaitFor(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) Fail(errno, "waiting for the program");
  }
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

ChildEnd RunChild(const ChildSpec& spec) {
  std::vector<std::string> words = spec.words;
  std::vector<std::string> environment = EnvironmentOf(spec);
  const std::vector<char*> word_pointers = Pointers(words);
  const std::vector<char*> environment_pointers = Pointers(environment);
  const std::string output = spec.output_folder + "/output";
  const std::string errors = spec.output_folder + "/errors";
  const Prepared prepared{spec.folder.empty() ? nullptr : spec.folder.c_str(),
                          output.c_str(),
                          errors.c_str(),
                          word_pointers.data(),
                          environment_pointers.data(),
                          getpid()};
  std::array<int, 2> failed{};  // closed by the exec, or else told why there was none
  if (pipe2(failed.data(), O_CLOEXEC) != 0) Fail(errno, "starting " + spec.words.front());
  const pid_t child = fork();
  if (child == 0) {
    BecomeProgram(prepared);
    const int error = errno;
    const ssize_t told = write(failed[1], &error, sizeof error);
    _exit(told == static_cast<ssize_t>(sizeof error) ? 127 : 126);
  }
  const int fork_error = errno;
  close(failed[1]);
  if (child < 0) {
    close(failed[0]);
    Fail(fork_error, "starting " + spec.words.front());
  }
  const int error = ErrorOf(failed[0]);
  const int exit_code = WaitFor(child);
  if (error != 0) {
    Fail(error, "starting " + spec.words.front() +
                    (spec.folder.empty() ? "" : " in the folder " + spec.folder));
  }
  return {exit_code, ReadFile(output), ReadFile(errors)};
}

}  // namespace seep::leak_test
