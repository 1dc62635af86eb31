#include "proxy/upstreams.h"

namespace sluice {

namespace {

// What is known of a group of the same name, and of its server; nothing of it if there was none.
struct Known {
  std::shared_ptr<GroupQueue> queue{};
  std::shared_ptr<ServerHealth> health{};
  std::shared_ptr<ServerLoad> load{};
};

Known KnownOf(const ResolvedRouting* before, const std::string& group, const std::string& server) {
  for (size_t g = 0; before != nullptr && g < before->groups.size(); ++g) {
    const UpstreamGroup& other = before->routing.groups[g];
    if (other.name != group) continue;
    for (size_t s = 0; s < other.servers.size(); ++s) {
      const ResolvedServer& same = before->groups[g][s];
      if (other.servers[s].address == server) return {before->queues[g], same.health, same.load};
    }
    return {.queue = before->queues[g]};
  }
  return {};
}

void AddWaiting(std::vector<QueueStats>& queues, ThreadGroup& group) {
  const std::string& name = group.config().name;
  auto found = std::ranges::find(queues, name, &QueueStats::group);
  if (found == queues.end()) found = queues.insert(found, {.group = name});
  found->waiting += group.line()->waiting();
}

template <class T>
std::shared_ptr<T> OrNew(std::shared_ptr<T> known) {
  return known != nullptr ? known : std::make_shared<T>();
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
    std::shared_ptr<GroupQueue>& queue = resolved->queues.emplace_back();
    for (const UpstreamServer& server : group.servers) {
      auto addresses = lookup(server.address);
      if (!addresses) return tl::unexpected(addresses.error());
      servers.push_back({.addresses = std::move(*addresses), .tls = tls, .health = {}});
      const Known known = KnownOf(before, group.name, server.address);
      if (group.check) servers.back().health = OrNew(known.health);
      if (group.requests_max == 0) continue;
      servers.back().load = OrNew(known.load);
      if (queue == nullptr) queue = OrNew(known.queue);
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

std::optional<size_t> ThreadGroup::Enter(std::optional<uint64_t> key, ServerSet tried,
                                         seep::TimePoint now) {
  const unsigned max = config_.requests_max;
  if (max == 0) return balancer_.Pick(key, tried, {}, now);
  ServerSet full;
  for (size_t i = 0; i < servers_.size(); ++i) full[i] = !servers_[i].load->has_room(max);
  for (;;) {
    const std::optional<size_t> server = balancer_.Pick(key, tried, full, now);
    if (!server || servers_[*server].load->TryEnter(max)) return server;
    full.set(*server);  // another thread was faster
  }
}

void ThreadGroup::Leave(size_t server) {
  if (config_.requests_max == 0) return;
  servers_[server].load->Leave();
  line_->queue().CallNext();
}

std::shared_ptr<GroupLine> Upstreams::LineOf(const std::shared_ptr<GroupQueue>& queue) {
  if (queue == nullptr) return nullptr;
  for (const std::weak_ptr<GroupLine>& line : lines_) {
    auto held = line.lock();
    if (held != nullptr && &held->queue() == queue.get()) return held;
  }
  auto line = std::make_shared<GroupLine>(queue, wakeup_);
  lines_.push_back(line);
  return line;
}

void Upstreams::CallLines() {
  for (const std::weak_ptr<GroupLine>& line : lines_) {
    if (const auto held = line.lock()) held->Call();
  }
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
    routing->groups.push_back(
        std::make_unique<ThreadGroup>(group, routing->resolved->groups[g], std::move(of_group),
                                      LineOf(routing->resolved->queues[g]), RetriesOf(group.name)));
  }
  // Requests of the snapshot before may have connections of a pool that is gone for the others.
  for (const auto& [name, pool] : pools_) {
    const auto now = pools.find(name);
    if (now == pools.end() || now->second != pool) pool->Retire();
  }
  pools_ = std::move(pools);
  {
    const std::lock_guard lock(mutex_);
    current_.swap(routing);
  }
  routing.reset();
  std::erase_if(lines_, [](const auto& line) { return line.expired(); });
}

// What is left to the group of that name, so that a reload makes no new ones.
RetryBudget Upstreams::RetriesOf(const std::string& group) const {
  for (size_t g = 0; current_ != nullptr && g < current_->groups.size(); ++g)
    if (current_->groups[g]->config().name == group) return current_->groups[g]->retries();
  return RetryBudget(clients_max_);
}

void Upstreams::AddTo(Stats& stats, seep::TimePoint now) const {
  std::shared_ptr<ThreadRouting> routing;
  {
    const std::lock_guard lock(mutex_);
    routing = current_;
  }
  for (const auto& group : routing->groups) {
    if (group->line() != nullptr) AddWaiting(stats.queues, *group);
    for (size_t i = 0; i < group->config().servers.size(); ++i) {
      const std::string& address = group->config().servers[i].address;
      auto found = std::ranges::find_if(stats.servers, [&](const ServerStats& server) {
        return server.group == group->config().name && server.address == address;
      });
      if (found == stats.servers.end()) {
        stats.servers.push_back({.group = group->config().name, .address = address});
        found = std::prev(stats.servers.end());
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
