#pragma once
// What a run is asked to do.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/traffic.h"

namespace seep {

// A share of every round, sent in one way.
struct Leg {
  Shape shape;
  double share = 1;  // of the round's requests; the legs' shares sum to 1
};

// Whether the live heap is counted inside the target (libseep_heap.so).
enum class HeapMode : uint8_t {
  kAuto,     // if it can be; else a note says why not
  kOff,      // no library of Seep's is loaded into the target
  kRequire,  // or the run fails
};

struct Plan {
  // The words that asked for it, "seep" first, without passwords; empty where they are not known.
  std::vector<std::string> command_line;
  std::vector<std::string> command;  // the target; {port} and {port2} … {port9} are replaced
  std::vector<std::vector<std::string>> helpers;  // started before the target, not measured
  uint16_t port = 0;                              // 0: a free one
  // The endpoint's port is set by the run; `use` by the legs. Less patience than in a load test: a
  // server that answers nothing any more is not to use up the run.
  TrafficSpec traffic{.endpoint = {}, .request = {}, .timeout = milliseconds(10'000)};
  std::vector<std::string> load_command;  // sends the traffic instead of the legs; empty: none
  uint64_t different_requests = 1;        // that are sent: traffic.replay's, or one
  std::vector<Leg> legs;
  uint64_t requests_max = 0;       // 0: as many as the time allows
  milliseconds time_max{9'000};    // of traffic, pauses included; readiness is not counted
  milliseconds time_more{21'000};  // after time_max, while it is undecided; not with `full`
  milliseconds time_of_all{0};     // of a hunt, of which this is one shape's run; 0: it is none
  bool full = false;               // use the whole budget, even when the evidence is there earlier
  milliseconds ready_max{10'000};
  bool ready_answers = true;        // it is ready when it answers; else when it accepts connections
  milliseconds quiet_max{2'000};    // bound on waiting for a quiet moment
  std::optional<double> tolerance;  // bytes a request; the meters' defaults if not given
  // Growth of memory in all that is a cache filling and no leak; nothing: none is expected.
  std::optional<uint64_t> expect_cache_bytes;
  // Growth of memory in all that ends the traffic; nothing: no bound but the machine's.
  std::optional<uint64_t> memory_max_bytes;
  HeapMode heap = HeapMode::kAuto;
  bool as_is = false;  // the target's allocators and collectors are left as they are
  bool sites = true;   // after LEAK, take the call stacks of what leaks
};

}  // namespace seep
