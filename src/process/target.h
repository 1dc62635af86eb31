#pragma once
// A server started by Seep, with all its descendants. Nothing of it survives Seep, whatever ends
// either of them.
//
//   seep ── guard (a child subreaper: every orphan of the tree comes back to it) ── target ──
//   workers …
//
// The guard is forked from Seep and holds one end of a pipe; when Seep ends, even by SIGKILL, it
// kills the tree and exits.

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"

namespace seep {

struct LaunchSpec {
  std::vector<std::string> command;  // searched in PATH; "{port}" is replaced in each word
  std::vector<std::pair<std::string, std::string>>
      environment;    // added to Seep's own; PORT is added by Launch
  uint16_t port = 0;  // 0: no {port}, no PORT
  std::vector<std::string> remove =
      {};  // files that are removed when the tree has ended, should Seep be gone by then
};

// How the command that was started ended.
struct ExitInfo {
  bool signaled = false;
  int code = 0;            // exit status, or the signal's number
  bool survivors = false;  // processes of the tree live on: it went into the background
  std::string Describe()
      const;  // "exited with status 1", "was killed by signal 11 (Segmentation fault)", …
};

class Target {
 public:
  // Starts the command in a process group of its own, standard input from /dev/null, output kept.
  // Errors: kNotFound, kPermission (with the path that was tried), kIo.
  [[nodiscard]] static Result<std::unique_ptr<Target>> Launch(const LaunchSpec& spec);
  virtual ~Target() = default;  // Stop()

  virtual pid_t pid() const = 0;
  // The live processes of the tree, the command's own first if it lives. Zombies are left out.
  virtual std::vector<pid_t> Tree() const = 0;
  // Nothing while the command itself runs. Does not block.
  virtual std::optional<ExitInfo> Exited() = 0;
  // The last part of what the tree wrote to standard output and error, at most 64 KiB.
  virtual std::string OutputTail() const = 0;
  // SIGTERM to the process group, and SIGKILL to all that is left of the tree after `grace`. When
  // it returns, no process of the tree is left. Idempotent.
  virtual void Stop(milliseconds grace = milliseconds(2000)) = 0;
};

// A TCP port that nobody listens on at the moment, neither on 127.0.0.1 nor on ::1, where a server
// may go that listens on "localhost".
[[nodiscard]] Result<uint16_t> FreePort();

}  // namespace seep
