#include "runtime/hooked_runtimes.h"

#include <algorithm>

namespace seep {
namespace {

// "python3.11" of "python", but not "pythonize".
bool IsVersionOf(std::string_view runtime, std::string_view program) {
  if (program.substr(0, runtime.size()) != runtime) return false;
  return program.find_first_not_of("0123456789.", runtime.size()) == std::string_view::npos;
}

std::string FolderOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

std::string Before(const std::string& ours, const char* users, char between) {
  return users == nullptr || *users == '\0' ? ours : ours + between + users;
}

// Behind what the user has there. Paths with spaces stand in double quotes.
// (nodejs.org/api/cli.html#node_optionsoptions)
EnvironmentList NodeEnvironment(const std::string& hook, const GetEnv& users) {
  const char* own = users("NODE_OPTIONS");
  std::string options = own == nullptr ? "" : own;
  if (!options.empty()) options += ' ';
  options += "--require \"";
  for (const char c : hook) {
    if (c == '"' || c == '\\') options += '\\';
    options += c;
  }
  return {{"NODE_OPTIONS", options + '"'}};
}

// BUN_OPTIONS ends a word at each space, whatever stands around it, and Bun does not start with a
// preload that it does not find. (bun.com/docs/runtime/env)
EnvironmentList BunEnvironment(const std::string& hook, const GetEnv& users) {
  if (hook.find_first_of(" \t\n\"'\\") != std::string::npos) return {};
  const char* own = users("BUN_OPTIONS");
  return {{"BUN_OPTIONS", Before("--preload=" + hook, own, ' ')}};
}

// Python imports a module "sitecustomize" when it starts: the first on its path.
// (docs.python.org/3/library/site.html)
EnvironmentList PythonEnvironment(const std::string& hook, const GetEnv& users) {
  return {{"PYTHONPATH", Before(FolderOf(hook), users("PYTHONPATH"), ':')}};
}

// RUBYOPT ends a word at each space, so that it names the file alone. (ruby(1))
EnvironmentList RubyEnvironment(const std::string& hook, const GetEnv& users) {
  const std::string file = hook.substr(hook.rfind('/') + 1);
  return {{"RUBYLIB", Before(FolderOf(hook), users("RUBYLIB"), ':')},
          {"RUBYOPT", Before("-r" + file.substr(0, file.rfind('.')), users("RUBYOPT"), ' ')}};
}

constexpr HookedRuntime kRuntimes[] = {
    {"node", "node.cjs",
     [](std::string_view program) { return program == "node" || program == "nodejs"; },
     NodeEnvironment, "it is too old, or its environment was cleared"},
    // From npm it is bun.exe, on every system.
    {"bun", "bun.js",
     [](std::string_view program) { return program == "bun" || program == "bun.exe"; },
     BunEnvironment, "its environment was cleared, or Seep stands in a folder with a space"},
    {"python", "python/sitecustomize.py",
     [](std::string_view program) { return IsVersionOf("python", program); }, PythonEnvironment,
     "it was started with -I, -E or -S, or its environment was cleared"},
    {"ruby", "ruby/seep_hook.rb",
     [](std::string_view program) { return IsVersionOf("ruby", program); }, RubyEnvironment,
     "it was started with --disable=rubyopt, or its environment was cleared"},
};

}  // namespace

std::span<const HookedRuntime> HookedRuntimes() { return kRuntimes; }

const HookedRuntime* FindHookedRuntime(std::string_view name) {
  const auto* found = std::find_if(std::begin(kRuntimes), std::end(kRuntimes),
                                   [&](const HookedRuntime& one) { return one.name == name; });
  return found == std::end(kRuntimes) ? nullptr : found;
}

}  // namespace seep
