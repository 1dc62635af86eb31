#include "judge/tolerance.h"

#include "judge/vetoes.h"

namespace seep {
namespace {

constexpr double kPageBytes = 4096;

}  // namespace

Tolerance DefaultTolerance(Meter meter, std::string_view per) {
  const bool per_request = per == "request";
  if (meter == Meter::kLiveHeap) {
    // Exact, so it may be strict: 0.1 B a request is 100 KB a million requests.
    return {.slope = per_request ? 0.1 : 64.0,
            .floor = per_request ? kBlocksMin * kBlockStep : 1024,
            .resolution = kBlockStep};
  }
  if (meter == Meter::kRuntimeHeap) {
    // What it keeps of code and caches goes on warming up for tens of thousands of requests, and
    // what is left of the last connections comes and goes by 16 KiB.
    return {.slope = per_request ? 8.0 : 1024.0, .floor = 32.0 * 1024, .resolution = 16};
  }
  if (meter == Meter::kRuntimeObjects) {
    // As many as the runtime heap's bytes hold of the largest ones: what is CLEAN here is CLEAN in
    // bytes.
    return {.slope = (per_request ? 8.0 : 1024.0) / kObjectBytesMost,
            .floor = 32.0 * 1024 / kObjectBytesMost,
            .resolution = 1};
  }
  if (meter == Meter::kHeldBytes) {
    // 8 B a request is 8 MB a million requests; 1 KiB/s is 88 MB a day.
    return {.slope = per_request ? 8.0 : 1024.0,
            .floor = per_request ? 32.0 * 1024 : 16.0 * 1024,
            .resolution = kPageBytes};
  }
  // Runtimes and allocators map memory in pieces, and keep a few.
  const double floor = meter == Meter::kMappings ? 16 : 2;
  return {.slope = per_request ? 0.001 : 0.1, .floor = floor, .resolution = 1};
}

Tolerance NativeTolerance(std::string_view per, Tolerance exact) {
  exact.slope = per == "request" ? 4.0 : 1024.0;
  exact.floor = 8.0 * 1024;
  return exact;
}

}  // namespace seep
