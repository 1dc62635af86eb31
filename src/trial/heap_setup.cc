#include "trial/heap_setup.h"

#include <fmt/format.h>

#include <cstdlib>

#include "heap/reader/visibility.h"

namespace seep {
namespace {

HeapSetup TryHeap(const std::string& program) {
  const char* path = std::getenv("PATH");
  const Visibility visibility = VisibilityOf(program, path == nullptr ? "" : path);
  const std::string why =
      visibility.why.empty() ? "" : fmt::format("{} {}", visibility.program, visibility.why);
  if (visibility.preload == Preload::kHarmful) return {.meter = nullptr, .note = why};
  Result<std::unique_ptr<HeapMeter>> meter = MakeHeapMeter();
  if (!meter) return {.meter = nullptr, .note = meter.error().message};
  return {.meter = std::move(*meter), .note = why};
}

}  // namespace

Result<HeapSetup> SetUpHeap(HeapMode mode, const std::string& program) {
  if (mode == HeapMode::kOff) return HeapSetup{};
  HeapSetup setup = TryHeap(program);
  if (mode == HeapMode::kRequire && setup.meter == nullptr) {
    return Fail(ErrorKind::kUnsupported, Fault::kEnvironment,
                fmt::format("the live heap cannot be counted (--heap require): {}", setup.note));
  }
  return setup;
}

}  // namespace seep
