#include "model/run_result.h"

#include <algorithm>

namespace seep {

std::string_view Name(Meter meter) {
  switch (meter) {
    case Meter::kLiveHeap:
      return "live_heap";
    case Meter::kRuntimeHeap:
      return "runtime_heap";
    case Meter::kRuntimeObjects:
      return "runtime_objects";
    case Meter::kHeldBytes:
      return "held_bytes";
    case Meter::kDescriptors:
      return "descriptors";
    case Meter::kThreads:
      return "threads";
    case Meter::kGoroutines:
      return "goroutines";
    case Meter::kSockets:
      return "sockets";
    case Meter::kMappings:
      return "mappings";
  }
  return "unknown";
}

std::string_view Title(Meter meter) {
  switch (meter) {
    case Meter::kLiveHeap:
      return "live heap";
    case Meter::kRuntimeHeap:
      return "runtime heap";
    case Meter::kRuntimeObjects:
      return "runtime objects";
    case Meter::kHeldBytes:
      return "anonymous memory";
    case Meter::kDescriptors:
      return "file descriptors";
    case Meter::kThreads:
      return "threads";
    case Meter::kGoroutines:
      return "goroutines";
    case Meter::kSockets:
      return "sockets";
    case Meter::kMappings:
      return "memory mappings";
  }
  return "unknown";
}

std::string_view Unit(Meter meter) {
  switch (meter) {
    case Meter::kLiveHeap:
    case Meter::kRuntimeHeap:
    case Meter::kHeldBytes:
      return "B";
    case Meter::kRuntimeObjects:
      return "object";
    case Meter::kDescriptors:
      return "descriptor";
    case Meter::kThreads:
      return "thread";
    case Meter::kGoroutines:
      return "goroutine";
    case Meter::kSockets:
      return "socket";
    case Meter::kMappings:
      return "mapping";
  }
  return "";
}

bool InBytes(Meter meter) {
  return meter == Meter::kLiveHeap || meter == Meter::kRuntimeHeap || meter == Meter::kHeldBytes;
}

bool IsMemory(Meter meter) { return InBytes(meter) || meter == Meter::kRuntimeObjects; }

bool OfRuntime(Meter meter) {
  return meter == Meter::kRuntimeHeap || meter == Meter::kRuntimeObjects ||
         meter == Meter::kGoroutines;
}

bool IsSupplementary(Meter meter) { return meter == Meter::kSockets || meter == Meter::kMappings; }

bool Has(Meter meter, const Sample& sample) {
  if (meter == Meter::kLiveHeap) return sample.heap.has_value();
  if (!OfRuntime(meter)) return true;
  if (meter == Meter::kGoroutines && sample.goroutines) return true;
  if (!sample.runtime) return false;
  if (meter == Meter::kRuntimeHeap) return sample.runtime->used_bytes.has_value();
  return (meter == Meter::kGoroutines ? sample.runtime->goroutines : sample.runtime->objects)
      .has_value();
}

double Read(Meter meter, const Sample& sample) {
  if (!Has(meter, sample)) return 0;
  switch (meter) {
    case Meter::kLiveHeap:
      return static_cast<double>(sample.heap->usable_bytes);
    case Meter::kRuntimeHeap:
      return static_cast<double>(sample.runtime->Bytes());
    case Meter::kRuntimeObjects:
      return static_cast<double>(*sample.runtime->objects);
    case Meter::kGoroutines:
      return static_cast<double>(sample.goroutines ? *sample.goroutines
                                                   : *sample.runtime->goroutines);
    case Meter::kHeldBytes:
      return static_cast<double>(sample.Memory().Held() -
                                 (sample.runtime ? sample.runtime->page_bytes : 0));
    case Meter::kDescriptors:
      return static_cast<double>(sample.Descriptors().Total());
    case Meter::kThreads:
      return static_cast<double>(sample.Threads());
    case Meter::kSockets:
      return static_cast<double>(sample.Descriptors().sockets);
    case Meter::kMappings:
      return static_cast<double>(sample.Mappings());
  }
  return 0;
}

const MeterVerdict* RunResult::Judged(Meter meter) const {
  const auto found = std::find_if(meters.begin(), meters.end(), [&](const MeterVerdict& judged) {
    return judged.meter == meter;
  });
  return found == meters.end() ? nullptr : &*found;
}

const MeterVerdict* RunResult::Judged(Outcome wanted) const {
  const auto found = std::find_if(meters.begin(), meters.end(), [&](const MeterVerdict& judged) {
    return judged.verdict.outcome == wanted;
  });
  return found == meters.end() ? nullptr : &*found;
}

}  // namespace seep
