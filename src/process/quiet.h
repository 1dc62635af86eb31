#pragma once
// Waiting for a server to fall quiet.

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"

namespace seep {

struct QuietReport {
  bool quiet = false;    // false: the bound ran out first
  double seconds = 0;    // waited
  double cpu_share = 0;  // of one core, in the last window
  // To the load's address, from any process, TIME_WAIT left out, at the end. -1: the kernel does
  // not tell, and CPU time alone decided.
  int64_t open_connections = 0;
};

// Where the load's connections are.
struct LoadAddress {
  uint16_t port = 0;             // TCP; 0: none is looked for
  std::string unix_socket = {};  // instead, if not empty
  int64_t kept_open = 0;         // so many may stay
};

// Waits until the CPU time of the processes stands still (clock of each process, to the nanosecond)
// and no connection to `address` is left but those in TIME_WAIT, and those that are kept open.
// Never a fixed sleep; at most `bound`. A thread that waits for a core or a disk, its CPU time
// standing still, is not quiet, nor is a tree that processes join or leave. `tree` is asked anew in
// each window of 5 ms, since workers come and go.
QuietReport WaitQuiet(const std::function<std::vector<pid_t>()>& tree, const LoadAddress& address,
                      milliseconds bound, std::stop_token stop);

}  // namespace seep
