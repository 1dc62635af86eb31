#pragma once
// What the sessions of one thread share.

#include <string_view>

#include <boost/intrusive/list.hpp>

#include "base/clock.h"
#include "proxy/exchange.h"
#include "proxy/http_date.h"
#include "proxy/server.h"
#include "proxy/upstream_pool.h"

namespace sluice {

// A session is in one of the thread's queues at a time, or in none; it leaves when it is destroyed.
struct Queued
    : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
};
using Queue = boost::intrusive::list<Queued, boost::intrusive::constant_time_size<false>>;

struct Context {
  const ServerOptions& options;
  UpstreamPool& pool;
  std::string_view listen_port;
  std::string_view upstream_authority;

  ExchangeStock exchanges{};
  HttpDate date{};
  seep::TimePoint now{};  // of this turn of the loop
  bool stopping = false;  // no further request on any connection
  bool crowded = false;   // clients wait to be let in: each connection makes room after its request
  Queue idle{};           // wait for a request, longest first
  Queue again{};          // used up their turn and have more to do

  bool KeepsAlive() const { return !stopping && !crowded; }
};

}  // namespace sluice
