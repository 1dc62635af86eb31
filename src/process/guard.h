#pragma once
// The process between Seep and the target: it starts the target, adopts every orphan of its tree,
// and leaves none of them behind.

#include <sys/types.h>

#include <cstdint>

namespace seep {

// What the guard tells Seep, one packet each.
struct GuardReport {
  enum class Kind : int32_t { kStarted, kForkFailed, kEnded };
  Kind kind;
  int32_t value;  // the target's pid, an errno, a wait status (wait(2))
};

// What Seep tells the guard: end the tree and exit.
struct GuardOrder {
  int32_t grace_ms;  // between SIGTERM and SIGKILL
};

// Everything prepared before the fork, so that nothing has to be allocated after it. All
// descriptors are above 2 and close on exec.
struct GuardPlan {
  const char* path = nullptr;  // of the program
  char* const* words = nullptr;
  char* const* environment = nullptr;
  pid_t seep = 0;    // Seep's pid
  int channel = -1;  // SOCK_SEQPACKET: GuardReport out, GuardOrder in, end of file: Seep is gone
  int exec_failed = -1;  // pipe: gets the errno of execve(2) as int, nothing if it succeeded
  int output = -1;       // the target's standard output and error
  int null = -1;         // /dev/null
  char* const* remove = nullptr;  // files that go when the tree has; nullptr ends the list
};

// The guard's life, to be called in a process just forked with all signals blocked. Calls only what
// is async-signal-safe (signal-safety(7)): the other threads that Seep had may have held any lock.
[[noreturn]] void RunGuard(const GuardPlan& plan) noexcept;

}  // namespace seep
