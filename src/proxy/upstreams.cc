#include "proxy/upstreams.h"

namespace sluice {

namespace {

std::shared_ptr<ServerHealth> HealthOf(const ResolvedRouting* before, const std::string& group,
                                       const std::string& server) {
  for (size_t g = 0; before != nullptr && g < before->groups.size(); ++g) {
    const UpstreamGroup& other = before->routing.groups[g];
    if (other.name != group || !other.check) continue;
    for (size_t s = 0; s < other.servers.size(); ++s) {
      if (other.servers[s].address == server) return before->groups[g][s].health;
    }
  }
  return std::make_shared<ServerHealth>();
}

}  // namespace

Result<std::shared_ptr<const ResolvedRouting>> Resolve(Routing routing, const Lookup& lookup,
                                                       const ResolvedRouting* before) {
  auto resolved = std::make_shared<ResolvedRouting>();
  for (const UpstreamGroup& group : routing.groups) {
    std::shared_ptr<const TlsClient> tls;
    if (group.tls) {
      auto created = TlsClient::Create(*group.tls);
      if (!created) return tl::unexpected(created.error());
      tls = std::move(*created);
    }
    std::vector<ResolvedServer>& servers = resolved->groups.emplace_back();
    for (const UpstreamServer& server : group.servers) {
      auto addresses = lookup(server.address);
      if (!addresses) return tl::unexpected(addresses.error());
      servers.push_back({.addresses = std::move(*addresses), .tls = tls, .health = {}});
      if (group.check) servers.back().health = HealthOf(before, group.name, server.address);
    }
  }
  resolved->routing = std::move(routing);
  return resolved;
}

std::shared_ptr<const ResolvedRouting> ResolveAgain(const ResolvedRouting& before,
                                                    const Lookup& lookup) {
  auto resolved = std::make_shared<ResolvedRouting>(before);
  bool changed = false;
  for (size_t g = 0; g < resolved->groups.size(); ++g) {
    for (size_t s = 0; s < resolved->groups[g].size(); ++s) {
      ResolvedServer& server = resolved->groups[g][s];
      auto addresses = lookup(resolved->routing.groups[g].servers[s].address);
      // Names with several are told in another order each time.
      if (!addresses || std::ranges::is_permutation(*addresses, server.addresses)) continue;
      server.addresses = std::move(*addresses);
      changed = true;
    }
  }
  return changed ? resolved : nullptr;
}

void Upstreams::Use(std::shared_ptr<const ResolvedRouting> resolved) {
  decltype(pools_) pools;
  auto routing = std::make_shared<ThreadRouting>();
  routing->resolved = std::move(resolved);
  for (size_t g = 0; g < routing->routing().groups.size(); ++g) {
    const UpstreamGroup& group = routing->routing().groups[g];
    std::vector<std::shared_ptr<UpstreamPool>> of_group;
    for (size_t s = 0; s < group.servers.size(); ++s) {
      const ResolvedServer& server = routing->resolved->groups[g][s];
      std::shared_ptr<UpstreamPool>& pool = pools[{group.name, group.servers[s].address}];
      const auto before = pools_.find({group.name, group.servers[s].address});
      if (pool == nullptr && before != pools_.end() && before->second->Serves(server)) {
        pool = before->second;
        pool->UseTls(server.tls);
      }
      if (pool == nullptr)
        pool = std::make_shared<UpstreamPool>(reactor_, memory_, channels_, server, idle_max_);
      of_group.push_back(pool);
    }
    routing->groups.push_back(std::make_unique<ThreadGroup>(group, std::move(of_group)));
  }
  // Requests of the snapshot before may have connections of a pool that is gone for the others.
  for (const auto& [name, pool] : pools_) {
    const auto now = pools.find(name);
    if (now == pools.end() || now->second != pool) pool->Retire();
  }
  pools_ = std::move(pools);
  const std::lock_guard lock(mutex_);
  current_ = std::move(routing);
}

void Upstreams::AddTo(std::vector<ServerStats>& servers, seep::TimePoint now) const {
  std::shared_ptr<ThreadRouting> routing;
  {
    const std::lock_guard lock(mutex_);
    routing = current_;
  }
  for (const auto& group : routing->groups) {
    for (size_t i = 0; i < group->config().servers.size(); ++i) {
      const std::string& address = group->config().servers[i].address;
      auto found = std::ranges::find_if(servers, [&](const ServerStats& server) {
        return server.group == group->config().name && server.address == address;
      });
      if (found == servers.end()) {
        servers.push_back({.group = group->config().name, .address = address});
        found = std::prev(servers.end());
      }
      UpstreamPool& pool = group->pool(i);
      found->up &= pool.server().IsUp(now);
      found->in_flight += pool.server().in_flight();
      found->idle += pool.idle();
      found->requests += pool.server().requests();
      found->failures += pool.server().failures();
    }
  }
}

void Upstreams::CloseIdleSince(seep::TimePoint then) {
  for (const auto& [name, pool] : pools_) pool->CloseIdleSince(then);
}

bool Upstreams::CloseOldest() {
  return std::any_of(pools_.begin(), pools_.end(),
                     [](const auto& pool) { return pool.second->CloseOldest(); });
}

size_t Upstreams::idle() const {
  size_t idle = 0;
  for (const auto& [name, pool] : pools_) idle += pool->idle();
  return idle;
}

}  // namespace sluice
