#pragma once
// All that a run found out: what every report is made from, and what a decision can be replayed
// from.

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "model/dose.h"
#include "model/heap.h"
#include "model/plan.h"
#include "model/sample.h"
#include "model/series.h"
#include "model/traffic.h"
#include "model/verdict.h"

namespace seep {

// In the order in which they are judged: what was counted in the process comes first.
enum class Meter : uint8_t {
  kLiveHeap,
  kRuntimeHeap,
  kRuntimeObjects,
  kHeldBytes,
  kDescriptors,
  kThreads,
  kGoroutines,
  kSockets,
  kMappings
};
inline constexpr Meter kMeters[] = {Meter::kLiveHeap,   Meter::kRuntimeHeap, Meter::kRuntimeObjects,
                                    Meter::kHeldBytes,  Meter::kDescriptors, Meter::kThreads,
                                    Meter::kGoroutines, Meter::kSockets,     Meter::kMappings};
std::string_view Name(Meter meter);   // as in the JSON: "live_heap", "held_bytes", …
std::string_view Title(Meter meter);  // as people read it: "live heap", "anonymous memory", …
std::string_view Unit(Meter meter);   // "B", "descriptor", "thread"
bool InBytes(Meter meter);
bool IsMemory(Meter meter);  // in bytes, or objects
// A runtime says it, if it is one that counts it, and only where it was asked.
bool OfRuntime(Meter meter);
// Sockets and mappings say more about growth that other meters show: they are no evidence that a
// target is clean.
bool IsSupplementary(Meter meter);
// Whether the meter was read in this sample.
bool Has(Meter meter, const Sample& sample);
double Read(Meter meter, const Sample& sample);  // 0 where it was not read

// A reading within a round.
struct RoundPart {
  size_t leg = 0;  // index of the leg of which the traffic before it was
  Sample sample;
};

// One round of traffic and the sample taken after it. An idle round has no traffic, only time.
struct Round {
  LoadResult load;
  Sample sample;
  // Of a round that was sent in parts: the readings after each of them but the last, which is of
  // the last leg and ends with `sample`.
  std::vector<RoundPart> parts;
  double quiet_seconds = 0;  // waited for quiet
  bool idle = false;
  bool replayed = false;  // its requests were those of an earlier round: no key was new
  bool cooling = false;   // idle, and one of a cool-down: what is freed in it was held for a while

  // Requests were sent, and none was answered: its growth says nothing of requests.
  bool Unanswered() const { return load.requests > 0 && load.Well() == 0; }
};

// What a meter did while requests were sent again whose keys the server had seen before.
struct ReplayGrowth {
  uint64_t requests = 0;
  Slope slope;  // for each request
};

// What a meter did in the waits of a cool-down, and from the end of one to the end of the next.
struct Drain {
  double seconds = 0;              // of the first wait, since the last request
  double growth = 0;               // before it, over the later half of the rounds
  double pace = 0;                 // the same for each request
  double fall = 0;                 // in it
  uint64_t requests = 0;           // from then to the last wait
  std::optional<Slope> kept = {};  // of each of these; nothing where there are too few waits
};

struct MeterVerdict {
  Meter meter = Meter::kHeldBytes;
  Tolerance tolerance;
  std::vector<Point> points;  // what was judged: x as named by RunResult::per
  Verdict verdict;
  std::optional<DoseResponse> dose = {};    // when it grew: what the growth follows
  std::optional<ReplayGrowth> replay = {};  // when keys that were sent before were sent again
  bool by_key = false;              // it grows with new keys, and not with the same ones again
  std::optional<Drain> drain = {};  // when it was waited for what is held only for a while
  bool drains = false;              // much of the growth went away then, and what stays is no leak
                                    // that could be told
  bool by_waits = false;            // judged by the readings at the ends of waits alone
};

// Growth by mapping between two samples of the target.
struct MappingGrowth {
  std::string name;
  int64_t before_bytes = 0;
  int64_t after_bytes = 0;
};

// Memory before and after the allocators were asked to give free memory back (malloc_trim(3)).
struct TrimEffect {
  int64_t held_bytes_before = 0;
  int64_t held_bytes_after = 0;
  // Of the growth of each mapping: what a server freed before the first request, and its allocator
  // gives back only now, is none of it.
  int64_t growth_given_back = 0;
  uint32_t processes = 0;  // that did so
};

// Growth while no request was sent, over the idle rounds, beside growth under traffic.
struct IdleGrowth {
  double seconds = 0;
  double bytes_per_second_idle = 0;
  double bytes_per_second_idle_low = 0;  // lower bound, at 95 %; what whole steps can make is out
  double bytes_per_second_loaded = 0;
};

struct RunResult {
  Plan plan;
  std::string per = "request";  // what x counts: "request" or "second"
  std::string started_at;       // ISO 8601, UTC
  uint16_t port = 0;
  pid_t pid = 0;
  std::vector<std::pair<std::string, std::string>> environment;  // what the target got from Seep
  // Parts of the traffic that are new to the server with every request (load/keys.h): "path", …
  std::vector<std::string> new_keys;
  // Requests after which hardly any brings a new one of these, since they are of a bounded number;
  // 0: no bound is known.
  uint64_t keys_new_until = 0;
  Sample first;  // of the ready target, before any request
  std::vector<Round> rounds;
  std::optional<RecordedSeries> series;  // recorded elsewhere, and judged in place of the rounds
  LoadResult load;                       // sum over the rounds
  double seconds = 0;                    // of the run, from the first request to the last sample
  double verdict_seconds = 0;  // from the first request until no more traffic was needed to judge
  std::vector<MeterVerdict> meters;
  std::vector<MappingGrowth> mappings;  // that grew, largest first; empty when nothing did
  std::optional<IdleGrowth> idle;       // idle rounds are taken when something grew
  std::optional<TrimEffect> trim;       // taken when memory grew and the live heap did not
  std::optional<SitePass> sites;        // taken when the live heap leaks
  std::string sites_note;  // why a leak has no call stacks, one sentence; empty if it has some
  std::string
      heap_note;  // why the live heap is not judged, one sentence; empty if it is, or is off
  std::string runtime_note;  // why a runtime's heap is not judged; empty if it is, or there is none
  Outcome outcome = Outcome::kInconclusive;
  std::string reason;  // of the outcome, one sentence
  std::string cause;   // of a leak, one sentence: what kind of memory it is, and where
  std::vector<std::string>
      warnings;  // what the reader should know: errors, a target that never was quiet …
  std::string output_tail;  // of the target
  bool interrupted = false;
  std::optional<Error> failure;  // why the run could not be brought to its end; what is above is
                                 // what was known by then

  // What a report means by "before" and "after": the ready target before any request, and the run's
  // last sample.
  const Sample& Before() const { return first; }
  const Sample& After() const { return rounds.empty() ? first : rounds.back().sample; }
  // nullptr when the meter was not judged.
  const MeterVerdict* Judged(Meter meter) const;
  // The first meter with this outcome.
  const MeterVerdict* Judged(Outcome wanted) const;
};

}  // namespace seep
