#include "trial/phases/probe.h"

#include <fmt/format.h>

#include "load/keys.h"

namespace seep {
namespace {

// Counting was asked for where it cannot be had.
bool HeapAsRequired(Rig& rig) {
  RunResult& result = rig.result();
  const auto& heap = result.first.heap;
  if (heap && !heap->Complete()) result.heap_note = heap->unseen;
  if (rig.plan().heap != HeapMode::kRequire || (heap && heap->Complete())) return true;
  return rig.Failed(
      {ErrorKind::kUnsupported, Fault::kEnvironment,
       fmt::format("the live heap cannot be counted (--heap require): {}", result.heap_note)});
}

bool Answers(Rig& rig) {
  RunResult& result = rig.result();
  for (LoadGenerator* leg : rig.with().legs) {
    const LoadResult load = leg->Run(
        {.first = result.load.requests, .requests = rig.plan().traffic.connections, .duration = {}},
        rig.stop());
    result.load.Add(load);
    NoteVisitors(rig.plan(), result);
    if (load.Well() == 0 && !rig.Stopped()) return rig.Refused(load);
  }
  return true;
}

}  // namespace

Next ProbePhase::Run(Rig& rig) {
  const bool ready =
      rig.ReadSample(rig.result().first, true) && HeapAsRequired(rig) && Answers(rig);
  return ready ? Next::kOn : Next::kEnd;
}

}  // namespace seep
