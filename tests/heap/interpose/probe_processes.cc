#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

#include "heap/interpose/probe.h"

namespace probe {
namespace {

constexpr size_t kBytes = 3000;
constexpr size_t kOtherBytes = 5000;

void Allocate(int times, size_t bytes = kBytes) {
  for (int time = 0; time < times; ++time) *static_cast<volatile char*>(std::malloc(bytes)) = 1;
}

// Marks the child's pid when it has ended. A status but 0 is passed on by ending.
void Await(pid_t child) {
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) _exit(7);
  Mark(static_cast<uint64_t>(child));
}

int Five(int /*argc*/, char** /*argv*/) {
  Allocate(5);
  return 0;
}

[[noreturn]] void ExecFive() {
  execl("/proc/self/exe", "probe", "allocate-five", nullptr);
  _exit(8);
}

int Fork(int /*argc*/, char** /*argv*/) {
  void* const inherited = std::malloc(kBytes);
  Allocate(2);
  Mark();
  const pid_t child = fork();
  if (child == 0) {
    Allocate(5);
    std::free(inherited);
    _exit(0);
  }
  Await(child);
  return 0;
}

int ForkTwice(int /*argc*/, char** /*argv*/) {
  Mark();
  const pid_t child = fork();
  if (child == 0) {
    Allocate(1);
    const pid_t grandchild = fork();
    if (grandchild == 0) {
      Allocate(5);
      _exit(0);
    }
    Await(grandchild);
    _exit(0);
  }
  Await(child);
  return 0;
}

int ForkExec(int /*argc*/, char** /*argv*/) {
  Mark();
  const pid_t child = fork();
  if (child == 0) {
    Allocate(7);
    ExecFive();
  }
  Await(child);
  return 0;
}

int ExecItself(int /*argc*/, char** /*argv*/) {
  Allocate(7);
  Mark();
  ExecFive();
}

// Past libc: it runs no fork handlers, and believes that it is still the parent.
int RawFork(int /*argc*/, char** /*argv*/) {
  Mark();
  const auto child = static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, 0));
  if (child == 0) {
    Allocate(5);
    _exit(0);
  }
  Await(child);
  return 0;
}

int VforkExec(int /*argc*/, char** /*argv*/) {
  Allocate(2);
  Mark();
  const pid_t child = vfork();
  if (child == 0) ExecFive();
  Await(child);
  return 0;
}

std::atomic<bool> enough;

void* AllocateOthers(void* /*unused*/) {
  while (!enough.load()) {
    void* const block = std::malloc(kOtherBytes);
    *static_cast<volatile char*>(block) = 1;
    std::free(block);
  }
  return nullptr;
}

int ForkBesideThreads(int argc, char** argv) {
  const int children = argc > 1 ? std::atoi(argv[1]) : 0;
  pthread_t threads[2];
  for (pthread_t& thread : threads) pthread_create(&thread, nullptr, AllocateOthers, nullptr);
  Mark();
  for (int count = 0; count < children; ++count) {
    const pid_t child = fork();
    if (child == 0) {
      Allocate(5);
      _exit(0);
    }
    Await(child);
  }
  enough.store(true);
  for (const pthread_t thread : threads) pthread_join(thread, nullptr);
  return 0;
}

// A child in which the thread that forked ends, and another goes on.
void* ForkAndEnd(void* child_of) {
  auto& child = *static_cast<std::atomic<pid_t>*>(child_of);
  child.store(fork());
  if (child.load() == 0) {
    pthread_t thread{};
    pthread_create(
        &thread, nullptr,
        [](void*) -> void* {
          Allocate(5);
          _exit(0);
        },
        nullptr);
    pthread_exit(nullptr);
  }
  return nullptr;
}

int ForkInThread(int /*argc*/, char** /*argv*/) {
  static std::atomic<pid_t> child;
  Mark();
  pthread_t thread{};
  pthread_create(&thread, nullptr, ForkAndEnd, &child);
  pthread_join(thread, nullptr);
  Await(child.load());
  return 0;
}

int AtExit(int /*argc*/, char** /*argv*/) {
  std::atexit([] { Allocate(5); });
  Mark();
  return 0;
}

// Nothing but a place to stand.
int Idle(int /*argc*/, char** /*argv*/) {
  Mark();
  return 0;
}

int OneAStep(int argc, char** argv) {
  const int steps = argc > 1 ? std::atoi(argv[1]) : 0;
  for (int step = 0; step < steps; ++step) {
    Mark();
    Allocate(1);
  }
  Mark();
  return 0;
}

}  // namespace

const Play kProcesses[] = {
    {"allocate-five", Five},
    {"fork", Fork},
    {"fork-twice", ForkTwice},
    {"fork-exec", ForkExec},
    {"exec", ExecItself},
    {"raw-fork", RawFork},
    {"vfork-exec", VforkExec},
    {"fork-beside-threads", ForkBesideThreads},
    {"fork-in-thread", ForkInThread},
    {"at-exit", AtExit},
    {"idle", Idle},
    {"one-a-step", OneAStep},
    {nullptr, nullptr},
};

}  // namespace probe
