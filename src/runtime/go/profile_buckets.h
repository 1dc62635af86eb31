#pragma once
// What Go's memory profiler has counted: allocations and frees by stack.

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "runtime/go/elf_sections.h"
#include "runtime/go/target_memory.h"

namespace seep {

struct GoLive {
  int64_t bytes = 0;
  int64_t blocks = 0;
  bool operator==(const GoLive&) const = default;
};

// What lives of all that was counted, by the stack of return addresses that allocated it, the
// innermost first.
using GoLiveByStack = std::map<std::vector<uint64_t>, GoLive>;

// Follows runtime.mbuckets, whose address this is. Nothing when it is not read by the deadline, or
// is not such a list.
// Source: runtime/mprof.go of Go 1.18 to 1.26: bucket, memRecord.
std::optional<GoLiveByStack> ReadProfileBuckets(uint64_t address, const TargetMemory& memory,
                                                TimePoint deadline);

// The address of runtime.mbuckets in a program without symbols: the one pointer to a bucket whose
// stack has the hash that is written in it. Nothing when nothing was counted yet.
std::optional<uint64_t> FindProfileBuckets(const ElfSections& elf, uint64_t load_bias,
                                           const TargetMemory& memory);

// As runtime.stkbucket computes it.
uint64_t ProfileBucketHash(const std::vector<uint64_t>& stack, uint64_t size);

}  // namespace seep
