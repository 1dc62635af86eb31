#pragma once
// The load generator: N requests over C connections, in rounds.

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>

#include "base/error.h"
#include "load/learnt.h"
#include "model/traffic.h"

namespace seep {

struct LoadProgress {
  uint64_t requests = 0;
  uint64_t errors = 0;
  double seconds = 0;
  uint64_t p50_ns = 0;  // latencies so far
  uint64_t p99_ns = 0;
};

// When a round ends. At least one bound is set; the first that is reached ends it, and no request
// is begun after it. Requests under way at the time bound are awaited for the request timeout.
struct RoundBounds {
  // Of TrafficSpec::replay, counted on and on; the round begins there. A number that comes again
  // fills placeholders as it did before.
  uint64_t first = 0;
  uint64_t requests = 0;  // 0: no bound; with pipelining, up to a multiple of what is sent at once
  milliseconds duration{0};  // 0: no bound
  bool returning = false;    // the visitors of these requests have come before: with their cookies
  uint64_t period = 0;       // so many numbers, over and over; 0: a new one for each request
  uint64_t skipped = 0;      // of the period, before the first

  // Of the request behind so many others of the round.
  uint64_t Number(uint64_t before) const {
    return first + (period == 0 ? before : (skipped + before) % period);
  }
  // So many requests of the round, behind so many others.
  RoundBounds Part(uint64_t before, uint64_t count) const {
    RoundBounds part = *this;
    part.requests = count;
    (period == 0 ? part.first : part.skipped) += before;
    return part;
  }
};

class LoadGenerator {
 public:
  // Resolves the endpoint. `threads` event loops, nothing shared between them; connections are
  // dealt out evenly. What `learnt` holds is used and added to; without it, cookies are kept of
  // spec.visitors. Errors: kBadInput for a host that does not resolve, or a request that HTTP does
  // not allow.
  [[nodiscard]] static Result<std::unique_ptr<LoadGenerator>> Create(
      const TrafficSpec& spec, unsigned threads = 1, std::shared_ptr<Learnt> learnt = nullptr);
  virtual ~LoadGenerator() = default;

  // Runs a round to its end, on the calling thread and threads - 1 others. On a stop request it
  // returns soon, with what was done; requests under way are then not counted. A server that fails
  // every request does not make it spin: after a failed connect a connection waits 10 ms, and a
  // thread's part of the round ends early after 1,000 errors in a row, when there was no connection
  // at all in its first 500 ms, but errors, or when nothing was answered for 10 s and every
  // connection failed. With a connection for each request, or when the server will not keep one,
  // the server is given a second to close it first; one that has left that to the client is not any
  // more, but for a short while each second, also in later rounds. `progress` is called 5 to 10
  // times a second from the calling thread; may be empty. Not to be called twice at once.
  // Connections of a shape that stays open are kept until the next round, or destruction.
  virtual LoadResult Run(const RoundBounds& bounds, std::stop_token stop,
                         const std::function<void(const LoadProgress&)>& progress = {}) = 0;

  // Connections that are kept open now. Not to be called during Run.
  virtual uint32_t KeptOpen() const { return 0; }

  // Of requests with this number or a higher one, the cookies are still known.
  virtual uint64_t RemembersFrom() const { return 0; }
};

}  // namespace seep
