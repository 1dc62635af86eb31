#include "proxy/route/balancer.h"

#include <algorithm>
#include <cmath>

#include "proxy/route/hash_key.h"

namespace sluice {
Balancer::Balancer(const UpstreamGroup& group) : group_(group), states_(group.servers.size()) {
  for (const UpstreamServer& server : group.servers) names_.push_back(HashOf(server.address));
}

std::optional<size_t> Balancer::Pick(std::optional<uint64_t> key, ServerSet tried,
                                     seep::TimePoint now) {
  const auto untried = [&](size_t server) { return !tried[server]; };
  const auto up = [&](size_t server) { return untried(server) && IsUp(server, now); };
  const std::optional<size_t> picked = PickAmong(key, up);
  return picked ? picked : PickAmong(key, untried);
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
  for (size_t i = 0; i < states_.size(); ++i) {
    if (!usable(i)) continue;
    states_[i].credit += group_.servers[i].weight;
    all += group_.servers[i].weight;
    if (!richest || states_[i].credit > states_[*richest].credit) richest = i;
  }
  if (richest) states_[*richest].credit -= all;
  return richest;
}

template <class Usable>
std::optional<size_t> Balancer::LeastBusy(Usable usable) const {
  std::optional<size_t> least;
  const auto load = [&](size_t i) {
    return static_cast<double>(states_[i].in_flight + 1) / group_.servers[i].weight;
  };
  for (size_t n = 0; n < states_.size(); ++n) {
    const size_t i = (next_ + n) % states_.size();
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
  for (size_t i = 0; i < states_.size(); ++i) {
    if (!usable(i)) continue;
    const uint64_t hash = HashOf(key, names_[i]);
    const double uniform = (static_cast<double>(hash >> 11) + 0.5) / 0x1p53;  // in (0, 1)
    const double score = -static_cast<double>(group_.servers[i].weight) / std::log(uniform);
    if (!highest || score > most) {
      highest = i;
      most = score;
    }
  }
  return highest;
}

void Balancer::Succeeded(size_t server) {
  states_[server].failures = 0;
  states_[server].down_until = {};
}

void Balancer::Failed(size_t server, seep::TimePoint now) {
  State& state = states_[server];
  if (++state.failures < group_.failures_max) return;
  state.down_until = now + group_.down_for;
  state.failures = group_.failures_max - 1;  // one more, when it is tried again, is enough
}

}  // namespace sluice
