#pragma once
// Where the goroutines of a Go program stand: of those that leak, the line that they wait at.

#include <cstdint>
#include <map>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "runtime/go/go_code.h"
#include "runtime/go/go_process.h"

namespace seep {

// How many wait, or are in a system call, with this stack of return addresses, the innermost first.
using GoroutinesByStack = std::map<std::vector<uint64_t>, int64_t>;

// At a quiet moment; nothing is collected. By the frame pointers, which Go keeps on x86-64 and
// arm64. Error kUnsupported, kTimeout or kExited, fault kEnvironment.
[[nodiscard]] Result<GoroutinesByStack> TakeGoroutines(const GoProcess& go, milliseconds patience);

struct GoroutineSite {
  int64_t count = 0;
  std::vector<GoCall> calls;  // the innermost first
};

// What there are more of in `to` than in `from`, the most first.
std::vector<GoroutineSite> GoroutineGrowth(const GoCode& code, const GoroutinesByStack& from,
                                           const GoroutinesByStack& to);

}  // namespace seep
