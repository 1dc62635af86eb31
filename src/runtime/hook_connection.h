#pragma once
// The socket at which hooks connect, and one of their connections.

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/error.h"
#include "base/fd.h"
#include "runtime/hook_answer.h"

namespace seep {

// Nobody connects before it listens, so that the socket's mode is there in time: who may connect is
// the user who runs Seep, or anybody where that is root, as a server started by root may become
// another user. Errors: kIo.
[[nodiscard]] Result<UniqueFd> ListenForHooks(const std::string& path);

// Of a process, or of a thread of it that has a heap of its own.
struct HookConnection {
  UniqueFd socket;
  pid_t pid = 0;        // of the process at the other end, as the kernel says
  bool thread = false;  // another of that process was there before: the first is its main thread's
  bool silent = false;  // it did not answer, and is not asked again
  bool waiting = false;
  bool answered = false;
  std::string line;  // of the answer, or what came of it
  std::optional<HookAnswer> answer;

  // Unless it is silent.
  void Ask(char request);
  // Takes what has come; true when there may be more to wait for.
  bool TakeAnswer(size_t bytes_max);
  // It has ended, or runs another program now.
  bool IsClosed() const;
};

// The next of those that wait; nothing when none does.
std::optional<HookConnection> AcceptHook(int listener);

}  // namespace seep
