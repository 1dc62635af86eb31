#pragma once
// Which lines of a running Go program allocate what stays: its own memory profiler, switched on to
// count every allocation while the pass lasts.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "runtime/go/go_code.h"
#include "runtime/go/go_process.h"
#include "runtime/go/profile_buckets.h"

namespace seep {

// What one stack allocated, less what was freed of it.
struct GoSite {
  int64_t bytes = 0;
  int64_t blocks = 0;
  std::vector<GoCall> calls;  // the innermost first
};

// From the same thread as its GoProcess, which must outlive it.
class GoSitePass {
 public:
  // From now on every allocation is counted, which costs time. Error kUnsupported, kPermission or
  // kExited, fault kEnvironment: one line that says why lines cannot be told and what would help.
  [[nodiscard]] static Result<std::unique_ptr<GoSitePass>> Start(GoProcess& go);
  ~GoSitePass();  // puts the profiler's rate back
  GoSitePass(const GoSitePass&) = delete;
  GoSitePass& operator=(const GoSitePass&) = delete;

  // What lives after collections at a quiet moment, of what was counted. Errors as of
  // GoProcess::Read.
  [[nodiscard]] Result<GoLiveByStack> Take(milliseconds patience);

  // What there is more of in `to` than in `from`, the most bytes first.
  std::vector<GoSite> Growth(const GoLiveByStack& from, const GoLiveByStack& to) const;

 private:
  GoSitePass(GoProcess& go, std::unique_ptr<GoCode> code, int64_t own_rate);
  void SetRate(int64_t rate) const;

  GoProcess& go_;
  std::unique_ptr<GoCode> code_;
  int64_t own_rate_;  // what was there
};

}  // namespace seep
