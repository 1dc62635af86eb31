#include "proxy/route/balancer.h"

#include <algorithm>
#include <cmath>

#include "proxy/route/hash_key.h"

namespace sluice {
Balancer::Balancer(const UpstreamGroup& group, std::vector<ServerState*> states) : group_(group) {
  for (size_t i = 0; i < states.size(); ++i)
    servers_.push_back({.state = states[i], .name = HashOf(group.servers[i].address)});
}

std::optional<size_t> Balancer::Pick(std::optional<uint64_t> key, ServerSet tried, ServerSet full,
                                     seep::TimePoint now) {
  bool any_up = false;
  const auto usable = [&](size_t server) {
    const bool up = !tried[server] && servers_[server].state->IsUp(now);
    any_up |= up;
    return up && !full[server];
  };
  const std::optional<size_t> picked = PickAmong(key, usable);
  if (picked || any_up) return picked;
  return PickAmong(key, [&](size_t server) { return !tried[server] && !full[server]; });
}

template <class Usable>
std::optional<size_t> Balancer::PickAmong(std::optional<uint64_t> key, Usable usable) {
  if (group_.balance == Balance::kLeastConnections) {
    const std::optional<size_t> picked = LeastBusy(usable);
    if (picked) next_ = *picked + 1;
    return picked;
  }
  return group_.balance == Balance::kHash && key ? ByHash(*key, usable) : InTurn(usable);
}

// Smooth weighted round robin: each earns its weight, and the richest pays for all (nginx,
// ngx_http_upstream_round_robin.c). Of weights 5, 1, 1 that is a a b a c a a.
template <class Usable>
std::optional<size_t> Balancer::InTurn(Usable usable) {
  std::optional<size_t> richest;
  int64_t all = 0;
  for (size_t i = 0; i < servers_.size(); ++i) {
    if (!usable(i)) continue;
    servers_[i].credit += group_.servers[i].weight;
    all += group_.servers[i].weight;
    if (!richest || servers_[i].credit > servers_[*richest].credit) richest = i;
  }
  if (richest) servers_[*richest].credit -= all;
  return richest;
}

template <class Usable>
std::optional<size_t> Balancer::LeastBusy(Usable usable) const {
  std::optional<size_t> least;
  const auto load = [&](size_t i) {
    return static_cast<double>(servers_[i].state->in_flight() + 1) / group_.servers[i].weight;
  };
  for (size_t n = 0; n < servers_.size(); ++n) {
    const size_t i = (next_ + n) % servers_.size();
    if (usable(i) && (!least || load(i) < load(*least))) least = i;
  }
  return least;
}

// Rendezvous hashing, weighted: -weight / ln(u) is the largest for each server as often as its
// weight says, and a server that goes takes only its own keys along (D. Thaler, C. Ravishankar,
// "Using name-based mappings to increase hit rates", 1998; J. Schwarz, "Weighted distributed hash
// tables", 2005).
template <class Usable>
std::optional<size_t> Balancer::ByHash(uint64_t key, Usable usable) const {
  std::optional<size_t> highest;
  double most = 0;
  for (size_t i = 0; i < servers_.size(); ++i) {
    if (!usable(i)) continue;
    const uint64_t hash = HashOf(key, servers_[i].name);
    const double uniform = (static_cast<double>(hash >> 11) + 0.5) / 0x1p53;  // in (0, 1)
    const double score = -static_cast<double>(group_.servers[i].weight) / std::log(uniform);
    if (!highest || score > most) {
      highest = i;
      most = score;
    }
  }
  return highest;
}

}  // namespace sluice
