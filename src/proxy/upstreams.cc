#include "proxy/upstreams.h"

namespace sluice {

Result<std::shared_ptr<const ResolvedRouting>> Resolve(Routing routing) {
  auto resolved = std::make_shared<ResolvedRouting>();
  for (const UpstreamGroup& group : routing.groups) {
    for (const UpstreamServer& server : group.servers) {
      if (resolved->addresses.contains(server.address)) continue;
      auto address = ParseAddress(server.address, "the upstream's address");
      if (!address) return tl::unexpected(address.error());
      if (address->port() == 0) {
        return seep::Fail(seep::ErrorKind::kBadInput, seep::Fault::kUser,
                          "the upstream's address \"" + server.address + "\" has port 0");
      }
      resolved->addresses.emplace(server.address, std::move(*address));
    }
  }
  resolved->routing = std::move(routing);
  return resolved;
}

void Upstreams::Use(std::shared_ptr<const ResolvedRouting> resolved) {
  std::map<std::string, std::shared_ptr<UpstreamPool>> pools;
  for (const auto& [name, address] : resolved->addresses) {
    const auto before = pools_.find(name);
    const bool same = before != pools_.end() && before->second->address() == address;
    pools[name] = same ? before->second
                       : std::make_shared<UpstreamPool>(reactor_, channels_, address, idle_max_);
  }
  // Requests of the snapshot before may have connections of a pool that is gone for the others.
  for (const auto& [name, pool] : pools_) {
    if (pools[name] != pool) pool->Retire();
  }
  std::erase_if(pools, [](const auto& pool) { return pool.second == nullptr; });
  pools_ = std::move(pools);
  auto routing = std::make_shared<ThreadRouting>();
  routing->resolved = std::move(resolved);
  for (const UpstreamGroup& group : routing->routing().groups) {
    std::vector<std::shared_ptr<UpstreamPool>> of_group;
    for (const UpstreamServer& server : group.servers) of_group.push_back(pools_[server.address]);
    routing->groups.push_back(std::make_unique<ThreadGroup>(group, std::move(of_group)));
  }
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
