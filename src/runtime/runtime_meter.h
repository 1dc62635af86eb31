#pragma once
// Asks the runtimes in the target's processes what lives in their heaps, behind one interface: one
// kind of asking, all of them (runtime/runtimes.h), or a fake in tests.

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "model/heap.h"
#include "model/runtime.h"

namespace seep {

// When it is asked what lives of what was allocated: behind the first round, in the middle, and at
// the end of the rounds.
enum class SiteMoment : uint8_t { kFirst, kMiddle, kLast };

// How long a process has for an answer about call stacks: each object of the heap is looked at, and
// each line looked up. A JVM of 240,000 objects took more than 2 s.
inline constexpr milliseconds kSitesPatience{20'000};

class RuntimeMeter {
 public:
  virtual ~RuntimeMeter() = default;

  // What the target is started with, so that its runtimes answer: variables of the environment.
  virtual std::vector<std::pair<std::string, std::string>> Environment() const { return {}; }

  // Who outlives Seep removes these files.
  virtual std::vector<std::string> Files() const { return {}; }

  // Has each of these processes collect garbage and say what lives, at a quiet moment. Blocks until
  // all have answered, or for two seconds: who does not answer in time is never asked again.
  // Nothing when there is no such runtime among them.
  virtual std::optional<RuntimeHeap> Read(std::span<const pid_t> pids) = 0;

  // For how long under traffic the runtimes that have answered so far are let be before they are
  // asked again, so that collections do not hold back their compilers.
  virtual milliseconds WarmUp() const { return milliseconds(0); }

  // How many live in these processes, without a collection, which may take long where they are
  // many. Nothing when none of them is of Go, or not all of those are counted.
  virtual std::optional<int64_t> Goroutines(std::span<const pid_t>) { return std::nullopt; }

  // From now on these processes note which code allocates, which costs them time. Error
  // kUnsupported: none of them can, and why.
  [[nodiscard]] virtual Result<> BeginSites(std::span<const pid_t> pids) = 0;
  // At each of the moments, in order: what lives of what was allocated since BeginSites, by call
  // stack: `stack` with whose code it is, and `live_blocks` and `live_bytes`. A runtime that knows
  // when objects were born says something at the end only, with `cohorts`, whose round is 1 before
  // kFirst, 2 before kMiddle, 3 before kLast.
  [[nodiscard]] virtual Result<std::vector<LeakSite>> TakeSites(std::span<const pid_t> pids,
                                                                SiteMoment moment) = 0;
  // They note nothing any more.
  virtual void EndSites(std::span<const pid_t> pids) = 0;
};

// None of the processes can. `why` is empty where there is no such runtime.
tl::unexpected<Error> NoSites(std::string why = {});

}  // namespace seep
