#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "base/fd.h"
#include "base/shell_line.h"
#include "doctor/command_here.h"
#include "heap/reader/elf_program.h"
#include "heap/reader/visibility.h"
#include "process/command.h"
#include "process/launcher.h"
#include "runtime/hooked_runtimes.h"

namespace seep {
namespace {

std::string_view LastPart(std::string_view path) { return path.substr(path.rfind('/') + 1); }

Finding LauncherFinding(const Launcher& launcher, bool root) {
  const std::string instead =
      launcher.instead.empty() ? "have it start Seep" : ShellLine(launcher.instead);
  if (launcher.another_user && !root) {
    return {.name = "launcher",
            .usable = Usable::kNo,
            .found = launcher.name + " starts the server as another user",
            .costs = "Seep could neither read its memory nor end it, and refuses",
            .advice = instead};
  }
  return {.name = "launcher",
          .usable = Usable::kPartly,
          .found = launcher.name + " clears the environment",
          .costs = "nothing is counted inside the server, and no runtime is asked for its heap",
          .advice = instead};
}

Finding HeapFinding(const Visibility& visibility) {
  Finding finding{.name = "live heap",
                  .found = fmt::format("what {} allocates is counted", visibility.program)};
  if (visibility.preload == Preload::kCounts) return finding;
  finding.usable = Usable::kNo;
  finding.found = fmt::format("{} {}", visibility.program, visibility.why);
  finding.costs =
      "its blocks are not counted: it is judged by its pages, unless a runtime says "
      "more";
  if (visibility.preload == Preload::kHarmful)
    finding.advice = "build it without, or for glibc, where blocks are to be counted";
  return finding;
}

bool IsBuiltByGo(const std::string& program) {
  const UniqueFd file(::open(program.c_str(), O_RDONLY | O_CLOEXEC));
  const auto elf = file ? ReadElfProgram(file.get()) : std::nullopt;
  return elf && elf->go;
}

Finding RuntimeFinding(const std::string& program) {
  const std::string_view name = LastPart(program);
  const auto hooked = HookedRuntimes();
  const auto found = std::find_if(hooked.begin(), hooked.end(),
                                  [name](const HookedRuntime& one) { return one.runs(name); });
  if (found != hooked.end()) {
    return {.name = "runtime",
            .found =
                fmt::format("{}, which loads a hook and says what lives in its heap", found->name)};
  }
  if (IsBuiltByGo(program))
    return {.name = "runtime", .found = "go, whose heap is read from outside"};
  if (name == "java") return {.name = "runtime", .found = "java, which is asked for its heap"};
  return {.name = "runtime", .found = "none that has a heap of its own, as far as its file tells"};
}

}  // namespace

std::vector<Finding> ExamineCommand(const std::vector<std::string>& command) {
  std::vector<Finding> findings;
  const bool root = ::geteuid() == 0;
  const auto launcher = FindClearingLauncher(command, root);
  if (launcher) findings.push_back(LauncherFinding(*launcher, root));
  const Result<Command> prepared = PrepareCommand({.command = command, .environment = {}});
  if (!prepared) {
    findings.push_back({.name = "command",
                        .usable = Usable::kNo,
                        .found = prepared.error().message,
                        .costs = "it cannot be started",
                        .advice = ""});
    return findings;
  }
  const char* path = ::getenv("PATH");
  const Visibility visibility = VisibilityOf(prepared->path, path == nullptr ? "" : path);
  const bool script = visibility.program != prepared->path;
  findings.push_back({.name = "command",
                      .found = script ? fmt::format("{}, a script that {} runs", prepared->path,
                                                    visibility.program)
                                      : prepared->path});
  findings.push_back(HeapFinding(visibility));
  findings.push_back(RuntimeFinding(visibility.program));
  return findings;
}

}  // namespace seep
