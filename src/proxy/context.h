#pragma once
// What the connections of one thread share.

#include <cstdint>
#include <string_view>

#include "base/clock.h"
#include "http/parser.h"
#include "proxy/http_date.h"
#include "proxy/listener.h"
#include "proxy/memory/memory.h"
#include "proxy/memory/object_pool.h"
#include "proxy/metrics/counters.h"
#include "proxy/queue/queued.h"
#include "proxy/request_id.h"
#include "proxy/route/rate_limiter.h"
#include "proxy/server.h"
#include "proxy/upstreams.h"

namespace sluice {

class Exchange;

// A head that is written anew grows by what is appended.
inline constexpr size_t kHeadGrowthMax = 1024;
static_assert(kHeadBytesMax + kHeadGrowthMax <= Memory::kBlockBytesMax);

// A client that is idle for less than this may have sent its next request already: it is not closed
// to make room, or to stop.
inline constexpr seep::milliseconds kIdleMin{1'000};

struct Context {
  const ServerOptions& options;
  Memory& memory;
  Upstreams& upstreams;
  Counters& counters;
  ObjectPool<Exchange>& exchanges;
  RateLimiter& rates;
  // A head is parsed within one turn, so that one parser of each kind is enough. What they say is
  // gone when another head is parsed.
  seep::RequestParser request_parser{seep::Limits{.head_bytes_max = options.head_bytes_max}};
  seep::ResponseParser response_parser{seep::Limits{.head_bytes_max = kHeadBytesMax}};
  HttpDate date{};
  RequestIds ids{};
  seep::TimePoint now{};  // of this turn of the loop
  bool stopping = false;  // each connection ends after its request
  seep::TimePoint stopping_since{};
  bool crowded = false;  // clients wait to be let in: each connection makes room after its request
  Queue idle{};          // wait for a request, longest first
  Queue again{};         // used up their turn and have more to do
  Queue starved{};       // wait for memory

  bool KeepsAlive() const { return !stopping && !crowded; }
};

// What a step of a connection or an exchange leads to.
enum class Next : uint8_t {
  kGoOn,    // the next step, at once
  kWait,    // for an event
  kYield,   // others have their turn first
  kStarve,  // for memory
  kQueue    // until a server has room
};

}  // namespace sluice
