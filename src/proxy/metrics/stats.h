#pragma once
// What a server is doing, all threads together, as whoever watches it wants to know.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "proxy/memory/purpose.h"
#include "proxy/metrics/counters.h"

namespace sluice {

struct ServerStats {
  std::string group;
  std::string address;
  bool up = true;  // for all threads
  uint64_t in_flight = 0;
  uint64_t idle = 0;  // connections
  uint64_t requests = 0;
  uint64_t failures = 0;
};

// Where a group's servers have a bound on their requests.
struct QueueStats {
  std::string group;
  uint64_t waiting = 0;  // requests
};

struct Stats {
  uint64_t connections = 0;  // of clients, open
  uint64_t connections_max = 0;
  uint64_t accepted = 0;
  std::array<uint64_t, 6> answers{};  // as Counters has them
  uint64_t own_answers = 0;
  uint64_t retries = 0;
  uint64_t response_bytes = 0;
  std::array<uint64_t, kDurationBounds.size() + 1> durations{};
  double duration_seconds = 0;
  std::array<uint64_t, kSheds> shed{};
  std::array<uint64_t, kPurposes> held_bytes{};
  uint64_t memory_bytes_max = 0;  // of the process; 0: no bound
  uint64_t resident_bytes = 0;
  bool waits_for_memory = false;  // a client does
  std::vector<ServerStats> servers;
  std::vector<QueueStats> queues{};
  uint64_t reloads = 0;
  bool stopping = false;

  void Add(const Counters& counters);
};

}  // namespace sluice
