#pragma once
// The upstream servers as one thread has them: a pool of connections to each, and for each group
// who is up and who has how much to do. Not thread-safe.

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "proxy/address.h"
#include "proxy/metrics/stats.h"
#include "proxy/queue/group_queue.h"
#include "proxy/route/balancer.h"
#include "proxy/route/retry_budget.h"
#include "proxy/route/routing.h"
#include "proxy/upstream_pool.h"

namespace sluice {

// A configuration whose names are resolved, and whose files are read.
struct ResolvedRouting {
  Routing routing;
  std::vector<std::vector<ResolvedServer>> groups;  // and servers, as in it
  // Of each group; nullptr: nobody waits for its servers.
  std::vector<std::shared_ptr<GroupQueue>> queues{};
};

// `before`: what is known of a server that stays is kept; may be nullptr. Errors of `lookup`
// and TlsClient: kBadInput.
[[nodiscard]] Result<std::shared_ptr<const ResolvedRouting>> Resolve(
    Routing routing, const Lookup& lookup, const ResolvedRouting* before = nullptr);

// The same with addresses of today. nullptr: nothing has changed. A name that does not resolve now
// keeps the addresses that it had.
std::shared_ptr<const ResolvedRouting> ResolveAgain(const ResolvedRouting& before,
                                                    const Lookup& lookup);

// A group of one snapshot.
class ThreadGroup {
 public:
  // `servers`: as resolved; they stay. `line`: nullptr where nobody waits for them.
  ThreadGroup(const UpstreamGroup& config, const std::vector<ResolvedServer>& servers,
              std::vector<std::shared_ptr<UpstreamPool>> pools, std::shared_ptr<GroupLine> line,
              const RetryBudget& retries)
      : config_(config),
        servers_(servers),
        pools_(std::move(pools)),
        line_(std::move(line)),
        balancer_(config, States()),
        retries_(retries) {}

  const UpstreamGroup& config() const { return config_; }
  Balancer& balancer() { return balancer_; }
  UpstreamPool& pool(size_t server) { return *pools_[server]; }
  GroupLine* line() { return line_.get(); }

  // A server for one request more, as Balancer::Pick has it; Leave follows.
  std::optional<size_t> Enter(std::optional<uint64_t> key, ServerSet tried, seep::TimePoint now);
  void Leave(size_t server);

  RetryBudget& retries() { return retries_; }

 private:
  std::vector<ServerState*> States() {
    std::vector<ServerState*> states;
    for (const auto& pool : pools_) states.push_back(&pool->server());
    return states;
  }

  const UpstreamGroup& config_;
  const std::vector<ResolvedServer>& servers_;
  std::vector<std::shared_ptr<UpstreamPool>> pools_;
  const std::shared_ptr<GroupLine> line_;
  Balancer balancer_;
  RetryBudget retries_;
};

// A snapshot as one thread has it. A request that began with it ends with it.
struct ThreadRouting {
  std::shared_ptr<const ResolvedRouting> resolved;
  std::vector<std::unique_ptr<ThreadGroup>> groups;  // as in it

  const Routing& routing() const { return resolved->routing; }
};

class Upstreams {
 public:
  // `idle_max`: connections kept to each server; `clients_max`: of the thread, at a time; `wakeup`:
  // ends the thread's wait.
  Upstreams(Reactor& reactor, Memory& memory, size_t idle_max, unsigned clients_max, int wakeup)
      : reactor_(reactor),
        memory_(memory),
        channels_(memory, Purpose::kConnections),
        idle_max_(idle_max),
        clients_max_(clients_max),
        wakeup_(wakeup) {}

  // For requests from now on. The pools of servers that stay are kept.
  void Use(std::shared_ptr<const ResolvedRouting> resolved);
  const std::shared_ptr<ThreadRouting>& current() const { return current_; }

  // To those who wait for a server, of this snapshot and others, as GroupLine::GiveTurns has it.
  template <class TakeTurn>
  void GiveTurns(TakeTurn&& take_turn) {
    for (const std::weak_ptr<GroupLine>& line : lines_) {
      if (const auto held = line.lock()) held->GiveTurns(take_turn);
    }
  }
  // A server may be up again.
  void CallLines();

  // Closes those that have been idle since before `then`.
  void CloseIdleSince(seep::TimePoint then);
  bool CloseOldest();
  size_t idle() const;

  // Adds what is known of each server and queue to that of other threads. From any thread.
  void AddTo(Stats& stats, seep::TimePoint now) const;

 private:
  RetryBudget RetriesOf(const std::string& group) const;
  std::shared_ptr<GroupLine> LineOf(const std::shared_ptr<GroupQueue>& queue);

  Reactor& reactor_;
  Memory& memory_;
  ObjectPool<Channel> channels_;
  const size_t idle_max_;  // of each server
  const unsigned clients_max_;
  const int wakeup_;
  // By the names of group and server.
  std::map<std::pair<std::string, std::string>, std::shared_ptr<UpstreamPool>> pools_;
  std::vector<std::weak_ptr<GroupLine>> lines_;
  mutable std::mutex mutex_;  // for others who read current_, which the thread itself changes
  std::shared_ptr<ThreadRouting> current_;
};

}  // namespace sluice
