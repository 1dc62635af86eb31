#include "doctor/runtimes_here.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/temp_folder.h"
#include "base/units.h"
#include "doctor/started.h"
#include "process/command.h"
#include "runtime/runtimes.h"

namespace seep {
namespace {

// A virtual machine that compiles its one line first takes two seconds on a machine that is not
// busy, and others a tenth of that.
constexpr milliseconds kStartsWithin{10'000};

struct RuntimeHere {
  const char* title;
  const char* program;
  const char* version;         // what it tells its version by
  const char* option;          // it takes a line of code by; nullptr: it takes a file
  const char* code;            // says "ready" and waits
  const char* file = nullptr;  // the name of that file
};

constexpr RuntimeHere kRuntimes[] = {
    {"Node.js", "node", "--version", "-e", "console.log('ready'); setTimeout(() => {}, 60000)"},
    {"Bun", "bun", "--version", "-e", "console.log('ready'); setTimeout(() => {}, 60000)"},
    {"Python", "python3", "--version", "-c",
     "import time; print('ready', flush=True); time.sleep(60)"},
    {"Ruby", "ruby", "--version", "-e", "$stdout.sync = true; puts 'ready'; sleep 60"},
    {"Java", "java", "-version", nullptr,
     "class Idle { public static void main(String[] words) throws Exception {"
     " System.out.println(\"ready\"); Thread.sleep(60000); } }\n",
     "Idle.java"},
};

// Of what it writes, the first line: "v20.20.1".
std::string VersionOf(const RuntimeHere& runtime, const std::stop_token& stop) {
  const auto output = OutputOf({runtime.program, runtime.version}, kStartsWithin, stop);
  return output ? output->substr(0, output->find('\n')) : "of an unknown version";
}

std::vector<std::string> IdleCommand(const RuntimeHere& runtime, const TempFolder& folder) {
  if (runtime.option != nullptr) return {runtime.program, runtime.option, runtime.code};
  const std::string path = folder.path() + "/" + runtime.file;
  std::ofstream(path) << runtime.code;
  return {runtime.program, path};
}

Finding Unread(const RuntimeHere& runtime, const std::string& version, const std::string& why) {
  return {.name = runtime.title,
          .usable = Usable::kNo,
          .found = fmt::format("{}; {}", version, why),
          .costs =
              "its servers are judged by their pages alone, which takes longer, and no lines "
              "of theirs are found",
          .advice = ""};
}

Finding NotTried(const RuntimeHere& runtime, const std::string& version,
                 const std::string& output) {
  return {.name = runtime.title,
          .usable = Usable::kPartly,
          .found = fmt::format(
              "{}; it did not run a program of one line: {}", version,
              output.empty() ? "it wrote nothing" : output.substr(0, output.find('\n'))),
          .costs = "it is not known whether its heap can be read",
          .advice = "see what the report of a run says of the runtime"};
}

Finding Read(const RuntimeHere& runtime, const std::string& version, RuntimeMeter& meter,
             Target& target) {
  const std::optional<RuntimeHeap> heap = meter.Read(target.Tree());
  if (!heap) return Unread(runtime, version, "no process of it answers");
  if (!heap->Complete()) return Unread(runtime, version, heap->unseen);
  std::string found = version + "; its heap is read: ";
  if (heap->used_bytes)
    found += FormatBytes(static_cast<double>(*heap->used_bytes));
  else
    found += fmt::format("{} objects", FormatCount(heap->objects.value_or(0)));
  return {.name = runtime.title, .found = std::move(found)};
}

Finding Examine(const RuntimeHere& runtime, const TempFolder& folder, const std::stop_token& stop) {
  const std::string version = VersionOf(runtime, stop);
  std::string note;
  const std::unique_ptr<RuntimeMeter> meter = MakeRuntimeMeter(note);
  if (!note.empty()) return Unread(runtime, version, note);
  const Result<std::unique_ptr<Target>> target =
      Target::Launch({.command = IdleCommand(runtime, folder),
                      .environment = meter->Environment(),
                      .port = 0,
                      .remove = meter->Files()});
  if (!target) return NotTried(runtime, version, target.error().message);
  bool ready = false;
  WaitUntil(
      [&] {
        ready = (*target)->OutputTail().find("ready") != std::string::npos;
        return ready || (*target)->Exited();
      },
      kStartsWithin, stop);
  if (!ready) return NotTried(runtime, version, (*target)->OutputTail());
  return Read(runtime, version, *meter, **target);
}

}  // namespace

std::vector<Finding> ExamineRuntimes(const std::stop_token& stop) {
  std::vector<Finding> findings;
  std::vector<std::string> missing;
  const Result<TempFolder> folder = TempFolder::Create();
  if (!folder) {
    return {{.name = "runtimes",
             .usable = Usable::kPartly,
             .found = folder.error().message,
             .costs = "they were not tried",
             .advice = ""}};
  }
  for (const RuntimeHere& runtime : kRuntimes) {
    if (stop.stop_requested()) return findings;
    if (PrepareCommand({.command = {runtime.program}, .environment = {}}))
      findings.push_back(Examine(runtime, *folder, stop));
    else
      missing.emplace_back(runtime.title);
  }
  if (!missing.empty()) {
    findings.push_back({.name = "other runtimes",
                        .found = fmt::format("not in PATH: {}", fmt::join(missing, ", "))});
  }
  return findings;
}

}  // namespace seep
