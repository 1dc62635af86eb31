#pragma once
// Which server of a group a request goes to, as one thread sees them. Not thread-safe.

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "proxy/route/routing.h"

namespace sluice {

// Servers of a group, by their index.
using ServerSet = std::bitset<kGroupServersMax>;

class Balancer {
 public:
  explicit Balancer(const UpstreamGroup& group);

  // The index of a server that is up, and that is not among those tried. Where all others are down,
  // one of these all the same: it may be up again. Nothing when all were tried. `key`: of kHash
  // (hash_key.h).
  std::optional<size_t> Pick(std::optional<uint64_t> key, ServerSet tried, seep::TimePoint now);

  // A request is on its way to the server, and has ended.
  void Begin(size_t server) { ++states_[server].in_flight; }
  void End(size_t server) { --states_[server].in_flight; }

  // It has answered; or it could not be reached, has closed without an answer, or was too late.
  void Succeeded(size_t server);
  void Failed(size_t server, seep::TimePoint now);
  bool IsUp(size_t server, seep::TimePoint now) const { return now >= states_[server].down_until; }

 private:
  struct State {
    unsigned in_flight = 0;
    unsigned failures = 0;  // in a row
    int64_t credit = 0;     // of the round robin
    seep::TimePoint down_until{};
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
  std::vector<State> states_;
  std::vector<uint64_t> names_;  // hashed
  size_t next_ = 0;  // where the search for the least busy begins, so that equals take turns
};

}  // namespace sluice
