#include "runtime/hooked_runtimes.h"

#include <algorithm>

#include "heap/format/kept_variable.h"

namespace seep {
namespace {

// "python3.11" of "python", but not "pythonize".
bool IsVersionOf(std::string_view runtime, std::string_view program) {
  if (program.substr(0, runtime.size()) != runtime) return false;
  return program.find_first_not_of("0123456789.", runtime.size()) == std::string_view::npos;
}

std::string FolderOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

// Paths with spaces stand in double quotes. What the user requires comes first.
// (nodejs.org/api/cli.html#node_optionsoptions)
std::vector<HookVariable> NodeVariables(const std::string& hook) {
  std::string option = "--require \"";
  for (const char c : hook) {
    if (c == '"' || c == '\\') option += '\\';
    option += c;
  }
  return {{"NODE_OPTIONS", option + '"', ' ', true}};
}

// BUN_OPTIONS ends a word at each space, whatever stands around it, and Bun does not start with a
// preload that it does not find. (bun.com/docs/runtime/env)
std::vector<HookVariable> BunVariables(const std::string& hook) {
  if (hook.find_first_of(" \t\n\"'\\") != std::string::npos) return {};
  return {{"BUN_OPTIONS", "--preload=" + hook, ' '}};
}

// Python imports a module "sitecustomize" when it starts: the first on its path.
// (docs.python.org/3/library/site.html)
std::vector<HookVariable> PythonVariables(const std::string& hook) {
  return {{"PYTHONPATH", FolderOf(hook), ':'}};
}

// RUBYOPT ends a word at each space, so that it names the file alone. (ruby(1))
std::vector<HookVariable> RubyVariables(const std::string& hook) {
  const std::string file = hook.substr(hook.rfind('/') + 1);
  return {{"RUBYLIB", FolderOf(hook), ':'},
          {"RUBYOPT", "-r" + file.substr(0, file.rfind('.')), ' '}};
}

// V8 compiles what is hot once the objects that it saw there have kept their shapes for some
// thousand calls, and each collection makes it forget those of what is not compiled yet. By then a
// small server has compiled most of it. In a trial with none and with half of it, Seep cost more
// than the 3 % that bench/runtime-overhead allows. (docs/runtimes.md, "What it costs")
constexpr milliseconds kNodeWarmUp{1000};

constexpr HookedRuntime kRuntimes[] = {
    {"node", "node.cjs",
     [](std::string_view program) { return program == "node" || program == "nodejs"; },
     NodeVariables, "it is too old, or its environment was cleared", kNodeWarmUp},
    // From npm it is bun.exe, on every system.
    {"bun", "bun.js",
     [](std::string_view program) { return program == "bun" || program == "bun.exe"; },
     BunVariables,
     "its environment was cleared, or Seep is installed in a folder with a space in its name"},
    {"python", "python/sitecustomize.py",
     [](std::string_view program) { return IsVersionOf("python", program); }, PythonVariables,
     "it was started with -I, -E or -S, or its environment was cleared"},
    {"ruby", "ruby/seep_hook.rb",
     [](std::string_view program) { return IsVersionOf("ruby", program); }, RubyVariables,
     "it was started with --disable=rubyopt, or its environment was cleared"},
};

}  // namespace

std::span<const HookedRuntime> HookedRuntimes() { return kRuntimes; }

EnvironmentList HookEnvironment(const std::vector<HookVariable>& variables, const GetEnv& users) {
  EnvironmentList list;
  for (const HookVariable& one : variables) {
    const char* const own = users(one.name.c_str());
    const bool has = own != nullptr && *own != '\0';
    list.emplace_back(one.name, !has         ? one.value
                                : one.behind ? own + (one.between + one.value)
                                             : one.value + one.between + own);
    list.emplace_back(
        heap::kKeptPrefix + one.name,
        std::string{one.behind ? heap::kKeptBehind : heap::kKeptBefore, one.between} + one.value);
  }
  return list;
}

const HookedRuntime* FindHookedRuntime(std::string_view name) {
  const auto* found = std::find_if(std::begin(kRuntimes), std::end(kRuntimes),
                                   [&](const HookedRuntime& one) { return one.name == name; });
  return found == std::end(kRuntimes) ? nullptr : found;
}

}  // namespace seep
