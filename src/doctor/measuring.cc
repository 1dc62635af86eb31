#include "doctor/measuring.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "base/units.h"
#include "doctor/access.h"
#include "doctor/started.h"
#include "heap/reader/heap_meter.h"
#include "heap/reader/visibility.h"
#include "process/command.h"
#include "runtime/go/target_memory.h"
#include "sample/sampler.h"

namespace seep {
namespace {

// A program of every system, which does nothing for longer than it is looked at.
const std::vector<std::string> kProgram = {"sleep", "60"};

// From the exec of the program to its first malloc: milliseconds, unless the machine is busy.
constexpr milliseconds kStartsWithin{2'000};

Finding SampleFinding(const Result<Sample>& sample) {
  if (!sample) {
    return {.name = "memory of a server",
            .usable = Usable::kNo,
            .found = sample.error().message,
            .costs = "nothing can be judged but what is counted inside the server",
            .advice = "in a container, mount /proc with the processes of this user visible"};
  }
  return {
      .name = "memory of a server",
      .found = fmt::format("read from /proc: {} held by {}",
                           FormatBytes(static_cast<double>(sample->Memory().Held())), kProgram[0])};
}

Finding HeapFinding(const std::string& found, bool counted) {
  if (counted) return {.name = "live heap", .found = found};
  return {.name = "live heap",
          .usable = Usable::kNo,
          .found = found,
          .costs =
              "leaks show in pages only, which takes more requests, and no lines of C and C++ "
              "are found",
          .advice = "install Seep with its library (cmake --install), on a system with glibc"};
}

Finding GoFinding(const Result<TargetMemory>& memory) {
  if (memory)
    return {.name = "heap of Go", .found = "the memory of a server that Seep starts can be read"};
  return {.name = "heap of Go",
          .usable = Usable::kNo,
          .found = memory.error().message,
          .costs = "a Go server is judged by its pages alone, and no lines are found",
          .advice = ""};
}

// What was started, with what counts in it.
struct Subject {
  static Result<Subject> Start() {
    Subject subject;
    LaunchSpec spec{.command = kProgram, .environment = {}, .port = 0};
    const Result<Command> command = PrepareCommand(spec);
    if (!command) return tl::unexpected(command.error());
    const Visibility visibility = VisibilityOf(command->path, "");
    if (visibility.preload != Preload::kCounts) {
      subject.problem = fmt::format("{} {}", visibility.program, visibility.why);
    } else if (Result<std::unique_ptr<HeapMeter>> meter = MakeHeapMeter(); !meter) {
      subject.problem = meter.error().message;
    } else {
      subject.heap = std::move(*meter);
      spec.environment = subject.heap->Environment();
      spec.remove = {subject.heap->Path()};
    }
    Result<std::unique_ptr<Target>> target = Target::Launch(spec);
    if (!target) return tl::unexpected(target.error());
    subject.target = std::move(*target);
    subject.path = command->path;
    return subject;
  }

  // What its heap says, in words, and whether it is counted.
  std::pair<std::string, bool> ReadHeap(const std::stop_token& stop) {
    if (heap == nullptr) return {problem, false};
    HeapCounts counts;
    const auto counted = [&] {
      counts = heap->Read(target->Tree());
      return counts.processes > 0;
    };
    if (WaitUntil(counted, kStartsWithin, stop))
      return {fmt::format("counted inside {}: {} blocks", path, FormatCount(counts.blocks)), true};
    return {counts.unseen.empty() ? fmt::format("{} did not load libseep_heap.so", path)
                                  : counts.unseen,
            false};
  }

  std::unique_ptr<HeapMeter> heap;  // nullptr: it is not counted
  std::unique_ptr<Target> target;
  std::string path;     // of the program
  std::string problem;  // why it is not counted
};

}  // namespace

Examination ExamineMeasuring(const std::stop_token& stop) {
  Result<Subject> subject = Subject::Start();
  if (!subject) {
    return {.findings = {{.name = "starting programs",
                          .usable = Usable::kNo,
                          .found = subject.error().message,
                          .costs = "nothing can be measured",
                          .advice = ""}},
            .can_measure = false};
  }
  const auto [heap, counted] = subject->ReadHeap(stop);
  const Result<Sample> sample = MakeSampler()->Read(subject->target->Tree(), false);
  const Result<TargetMemory> memory = TargetMemory::Open(subject->target->pid(), kProgram[0]);
  return {.findings = {SampleFinding(sample), HeapFinding(heap, counted), GoFinding(memory),
                       OtherProcesses()},
          .can_measure = sample.has_value() || counted};
}

}  // namespace seep
