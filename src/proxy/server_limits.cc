#include "proxy/server_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "proxy/bad_option.h"
#include "proxy/memory/budget.h"
#include "proxy/memory/resident.h"
#include "proxy/socket.h"

namespace sluice {

using seep::ErrorKind;
using seep::Fail;
using seep::Fault;
using seep::milliseconds;

namespace {

// Descriptors besides those of connections: standard streams, a log, a resolver's; a thread's epoll
// and wake-up, with one to spare.
constexpr uint64_t kDescriptorsBeside = 16;
constexpr uint64_t kDescriptorsPerThread = 3;

// What is resident without any client: what there is by now, and what comes with the first of them.
uint64_t BytesAtRest(const ServerOptions& o) {
  // Code that has not run yet, the C library's own buffers; the stack of a thread and its worker.
  constexpr uint64_t kRest = uint64_t{3} * 1024 * 1024;
  constexpr uint64_t kPerThread = uint64_t{256} * 1024;
  return ResidentBytes() + kRest + o.threads * kPerThread +
         o.pool_size * o.threads * 2 * sizeof(void*);
}

}  // namespace

Result<> CheckNumbers(const ServerOptions& o) {
  if (o.threads < 1 || o.threads > kThreadsMax) {
    return BadOption(fmt::format("{} threads: give 1 to {}", o.threads, kThreadsMax));
  }
  if (o.connections_max < o.threads || o.connections_max > kConnectionsMax) {
    return BadOption(fmt::format("{} connections: give {} (one a thread) to {}", o.connections_max,
                                 o.threads, kConnectionsMax));
  }
  if (o.pool_size > kConnectionsMax) {
    return BadOption(fmt::format("a pool of {}: give 0 to {}", o.pool_size, kConnectionsMax));
  }
  if (o.head_bytes_max < kHeadBytesLeast || o.head_bytes_max > kHeadBytesMax) {
    return BadOption(fmt::format("heads of at most {} bytes: give {} to {}", o.head_bytes_max,
                                 kHeadBytesLeast, kHeadBytesMax));
  }
  const Timeouts& t = o.timeouts;
  for (const milliseconds timeout : {t.connect, t.response, t.stall, t.head, t.idle,
                                     t.upstream_idle, t.tunnel, t.linger, t.memory, t.drain}) {
    if (timeout < milliseconds(1)) return BadOption("a timeout of 0: give 1 ms or more");
  }
  return {};
}

Result<uint64_t> BudgetBytes(const ServerOptions& o) {
  if (o.memory_bytes == 0) return Budget::kUnbounded;
  // So that the least of them serves a hundred clients at a time.
  constexpr uint64_t kLeast = uint64_t{4} * 1024 * 1024;
  const uint64_t rest = BytesAtRest(o);
  if (o.memory_bytes < rest + kLeast) {
    constexpr double kMiB = 1024 * 1024;
    return BadOption(fmt::format(
        "--memory {}: sluice takes about {} before it serves anybody; give {:.0f}MiB or more",
        seep::FormatBytes(static_cast<double>(o.memory_bytes)),
        seep::FormatBytes(static_cast<double>(rest)),
        std::ceil(static_cast<double>(rest + kLeast) / kMiB)));
  }
  return o.memory_bytes - rest;
}

Result<> FitDescriptors(ServerOptions& o) {
  // Each client may need a connection to the upstream as well.
  const uint64_t listeners = o.listen.size() + o.listen_tls.size();
  const uint64_t beside = kDescriptorsBeside + (kDescriptorsPerThread + listeners) * o.threads;
  const uint64_t pools = uint64_t{o.threads} * o.pool_size;
  const uint64_t limit = RaiseDescriptorLimit(beside + pools + 2 * uint64_t{o.connections_max});
  if (limit < beside + 2 * uint64_t{o.threads}) {
    return Fail(ErrorKind::kIo, Fault::kEnvironment,
                fmt::format("the limit of {} file descriptors is too low for {} threads; raise it "
                            "with ulimit -n",
                            limit, o.threads));
  }
  o.connections_max =
      static_cast<unsigned>(std::min<uint64_t>(o.connections_max, (limit - beside) / 2));
  return {};
}

}  // namespace sluice
