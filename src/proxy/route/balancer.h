#pragma once
// Which server of a group a request goes to, as one thread sees them. Not thread-safe.

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "proxy/route/routing.h"
#include "proxy/route/server_state.h"

namespace sluice {

// Servers of a group, by their index.
using ServerSet = std::bitset<kGroupServersMax>;

class Balancer {
 public:
  // One state for each server of the group.
  Balancer(const UpstreamGroup& group, std::vector<ServerState*> states);

  // The index of a server that is up, and that is neither among those tried nor full. Where all
  // that were not tried are down, one of these all the same: it may be up again. Nothing when all
  // were tried, or none has room. `key`: of kHash (hash_key.h).
  std::optional<size_t> Pick(std::optional<uint64_t> key, ServerSet tried, ServerSet full,
                             seep::TimePoint now);

  ServerState& state(size_t server) { return *servers_[server].state; }
  void Failed(size_t server, seep::TimePoint now) {
    state(server).Failed(group_.failures_max, group_.down_for, now);
  }

 private:
  struct Server {
    ServerState* state;
    uint64_t name;       // hashed
    int64_t credit = 0;  // of the round robin
  };

  template <class Usable>
  std::optional<size_t> PickAmong(std::optional<uint64_t> key, Usable usable);
  template <class Usable>
  std::optional<size_t> InTurn(Usable usable);
  template <class Usable>
  std::optional<size_t> LeastBusy(Usable usable) const;
  template <class Usable>
  std::optional<size_t> ByHash(uint64_t key, Usable usable) const;

  const UpstreamGroup& group_;
  std::vector<Server> servers_;
  size_t next_ = 0;  // where the search for the least busy begins, so that equals take turns
};

}  // namespace sluice
