#pragma once
// The runtimes that are asked through a hook: a small program of their own language that they load
// when they start. A new one is a file in src/runtime/hooks and a row in the table.

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace seep {

// What a variable of the environment holds, nullptr where it is not set: getenv(3), or a test's.
using GetEnv = std::function<const char*(const char*)>;
using EnvironmentList = std::vector<std::pair<std::string, std::string>>;

// A variable of the environment that has a runtime load its hook, beside what the user has in it.
struct HookVariable {
  std::string name;
  std::string value;
  char between;  // ours and the user's
  bool behind = false;
};

struct HookedRuntime {
  std::string_view name;  // as its hook says it, and as people read it
  std::string_view file;  // of the hook, below the folder of the hooks
  // Whether a program of this name, without its folder, is this runtime.
  bool (*runs)(std::string_view program);
  // What has the runtime load the hook at this path.
  std::vector<HookVariable> (*variables)(const std::string& hook);
  // Why a process may have no hook, behind "…, or".
  std::string_view without;
  // For how long under traffic it is let be, so that collections do not hold back its compilers.
  milliseconds warm_up{0};
};

std::span<const HookedRuntime> HookedRuntimes();

// What a target is started with: the variables, and what libseep_heap.so keeps them by where a
// program in between sets them anew (heap/format/kept_variable.h).
EnvironmentList HookEnvironment(const std::vector<HookVariable>& variables, const GetEnv& users);

// nullptr: no such name.
const HookedRuntime* FindHookedRuntime(std::string_view name);

}  // namespace seep
