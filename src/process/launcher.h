#pragma once
// Programs in front of a server's command that start it with an environment of their own.

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace seep {

struct Launcher {
  std::string name;           // "sudo"
  bool another_user = false;  // it is there to start the server as one
  // What to type instead. Root: a command that starts the same server and keeps the environment. A
  // user: the launcher that starts Seep, which starts the server; empty where that cannot be told.
  std::vector<std::string> instead;
};

// The launcher that a command begins with, if the server loses by it what Seep sets in its
// environment: LD_PRELOAD, NODE_OPTIONS and the like. `root`: whether Seep runs as root, which can
// become another user without a launcher that clears; where a user starts a set-user-ID program,
// the loader takes LD_PRELOAD away (ld.so(8)). Nothing for those that keep all of it, as runuser(1)
// and setpriv(1) do by themselves. Sources: sudo(8), doas(1), su(1), runuser(1),
// setpriv(1), env(1).
std::optional<Launcher> FindClearingLauncher(std::span<const std::string> command, bool root);

}  // namespace seep
