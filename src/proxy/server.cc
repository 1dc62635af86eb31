#include "proxy/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>
#include <vector>

#include "proxy/bad_option.h"
#include "proxy/health/checker.h"
#include "proxy/memory/resident.h"
#include "proxy/server_limits.h"
#include "proxy/socket.h"
#include "proxy/worker.h"

namespace sluice {

using seep::ErrorKind;
using seep::Fail;
using seep::Fault;
using seep::milliseconds;

namespace {

// The routing, whose servers must not be this one.
Result<std::shared_ptr<const ResolvedRouting>> ResolveFor(Routing routing, const Lookup& lookup,
                                                          const std::vector<Address>& listen,
                                                          const ResolvedRouting* before = nullptr) {
  auto resolved = Resolve(std::move(routing), lookup, before);
  if (!resolved) return resolved;
  const auto is_own = [&](const Address& address) {
    return std::ranges::any_of(listen, [&](const Address& own) { return Reaches(address, own); });
  };
  for (const std::vector<ResolvedServer>& group : (*resolved)->groups) {
    for (const ResolvedServer& server : group) {
      if (!std::ranges::any_of(server.addresses, is_own)) continue;
      return BadOption(fmt::format("the upstream {} is sluice's own address",
                                   server.addresses.front().authority));
    }
  }
  return resolved;
}

bool HasNames(const Routing& routing) {
  for (const UpstreamGroup& group : routing.groups) {
    for (const UpstreamServer& server : group.servers)
      if (IsName(server.address)) return true;
  }
  return false;
}

// nullptr where nobody listens for it.
Result<std::shared_ptr<const TlsServer>> TlsFor(bool wanted, const TlsServerConfig& config,
                                                const std::shared_ptr<TicketKeys>& keys) {
  if (!wanted) return nullptr;
  if (config.certificates.empty()) return BadOption("there is no certificate to speak TLS with");
  return TlsServer::Create(config, keys);
}

struct WantedListener {
  Address address;
  std::string text;  // as configured
  bool tls = false;
};

Result<std::vector<WantedListener>> ListenersOf(const ServerOptions& options) {
  std::vector<WantedListener> wanted;
  for (const bool tls : {false, true}) {
    for (const std::string& text : tls ? options.listen_tls : options.listen) {
      auto address = ParseAddress(text, "the address to listen on");
      if (!address) return tl::unexpected(address.error());
      wanted.push_back({std::move(*address), text, tls});
    }
  }
  if (wanted.empty()) return BadOption("there is no address to listen on: give --listen");
  return wanted;
}

class ThreadedServer : public Server {
 public:
  ThreadedServer(ServerOptions options, Snapshot snapshot, std::shared_ptr<TicketKeys> keys,
                 uint64_t budget_bytes)
      : site_{.options = std::move(options),
              .snapshot = std::move(snapshot),
              .budget = std::make_unique<Budget>(budget_bytes),
              .rates = std::make_unique<RateLimiter>()},
        keys_(std::move(keys)),
        current_(site_.snapshot) {}

  const Routing& routing() const { return current_.routing->routing; }

  // One at a time, each shared out among the threads.
  Result<> AddListener(const WantedListener& wanted, PassedSockets& passed) {
    const auto& [address, text, tls] = wanted;
    auto sockets = ListenAt(address, site_.options.threads, passed);
    if (!sockets) return tl::unexpected(sockets.error());
    bound_.push_back(LocalAddress(sockets->front().get()));
    const uint16_t port = bound_.back().port();
    if (uint16_t& first = tls ? tls_port_ : port_; first == 0) first = port;
    addresses_.push_back(
        fmt::format("{}:{}{}", text.substr(0, text.rfind(':')), port, tls ? " (TLS)" : ""));
    sockets_.resize(site_.options.threads);
    for (size_t i = 0; i < sockets->size(); ++i) {
      listening_.push_back((*sockets)[i].get());
      sockets_[i % sockets_.size()].push_back(
          {std::move((*sockets)[i]), {.port = std::to_string(port), .tls = tls}});
    }
    return {};
  }

  Result<> AddWorkers() {
    for (std::vector<ListenerSocket>& sockets : sockets_) {
      auto worker = Worker::Create(site_, std::move(sockets), ConnectionsPerWorker());
      if (!worker) return tl::unexpected(worker.error());
      workers_.push_back(std::move(*worker));
    }
    return {};
  }

  // What limits of rates take, from the first routing on that has some.
  Result<> DrawForRates(const Routing& routing) {
    const bool has =
        std::ranges::any_of(routing.routes, [](const Route& r) { return r.interval.count() > 0; });
    if (!has || drawn_for_rates_) return {};
    drawn_for_rates_ = site_.budget->Draw(RateLimiter::kBytes);
    return drawn_for_rates_ ? Result<>() : BadOption("there is no memory left for limits of rates");
  }

  Result<> WatchServers() {
    auto checker = Checker::Start(*site_.budget, site_.snapshot.routing);
    if (!checker) return tl::unexpected(checker.error());
    checker_ = std::move(*checker);
    WatchNames();
    return {};
  }

  Result<> Use(Routing routing, const TlsServerConfig& tls) override {
    const std::lock_guard lock(use_mutex_);
    auto resolved =
        ResolveFor(std::move(routing), site_.options.lookup, bound_, current_.routing.get());
    if (!resolved) return tl::unexpected(resolved.error());
    const TlsServerConfig& config = tls.certificates.empty() ? site_.options.tls : tls;
    auto tls_server = TlsFor(tls_port_ != 0, config, keys_);
    if (!tls_server) return tl::unexpected(tls_server.error());
    if (auto ok = DrawForRates((*resolved)->routing); !ok) return ok;
    Spread({*resolved, *tls_server});
    WatchNames();
    ++reloads_;
    return {};
  }

  Stats Read() const override {
    Stats stats{.connections_max = connections_max(),
                .memory_bytes_max = site_.options.memory_bytes,
                .resident_bytes = ResidentBytes(),
                .waits_for_memory = site_.budget->short_of(),
                .servers = {},
                .reloads = reloads_,
                .stopping = stopping_};
    for (const auto& worker : workers_) worker->AddTo(stats);
    return stats;
  }

  uint16_t port() const override { return port_; }
  uint16_t tls_port() const override { return tls_port_; }
  const std::vector<std::string>& addresses() const override { return addresses_; }
  std::vector<int> listening() const override { return listening_; }
  unsigned connections_max() const override {
    return ConnectionsPerWorker() * site_.options.threads;
  }

  uint64_t memory_bytes_max() const override {
    if (site_.options.memory_bytes > 0) return site_.options.memory_bytes;
    // Both heads as sent and what was received on either side, as large as each can be.
    constexpr uint64_t kPerConnection = sizeof(ClientConnection) + sizeof(Exchange) +
                                        sizeof(Channel) + 2 * Memory::kBlockBytes[1] +
                                        2 * Memory::kBlockBytes[2];
    const uint64_t per_worker = sizeof(Worker) + ConnectionsPerWorker() * kPerConnection +
                                site_.options.pool_size * sizeof(Channel);
    return per_worker * workers_.size();
  }

  void Run() override {
    std::vector<std::jthread> others;
    for (size_t i = 1; i < workers_.size(); ++i) {
      others.emplace_back([worker = workers_[i].get()] { worker->Run(); });
    }
    workers_[0]->Run();
  }

  void Stop() override {
    stopping_ = true;
    for (const auto& worker : workers_) worker->Stop();
  }

 private:
  // For what begins from now on.
  void Spread(Snapshot snapshot) {
    current_ = std::move(snapshot);
    for (const auto& worker : workers_) worker->Use(current_);
    checker_->Use(current_.routing);
  }

  // The thread is there from the first routing on that has names.
  void WatchNames() {
    if (refresher_.joinable() || !HasNames(current_.routing->routing)) return;
    refresher_ = std::jthread([this](const std::stop_token& stop) { KeepNamesFresh(stop); });
  }

  // The system's resolver may take seconds, during which all is as it was.
  void KeepNamesFresh(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    while (!stopped.wait_for(lock, stop, site_.options.resolve_every,
                             [&] { return stop.stop_requested(); })) {
      Snapshot before;
      {
        const std::lock_guard use_lock(use_mutex_);
        before = current_;
      }
      auto again = ResolveAgain(*before.routing, site_.options.lookup);
      const std::lock_guard use_lock(use_mutex_);
      if (again != nullptr && current_.routing == before.routing)
        Spread({std::move(again), before.tls});
    }
  }

  unsigned ConnectionsPerWorker() const {
    return site_.options.connections_max / site_.options.threads;
  }

  Site site_;
  const std::shared_ptr<TicketKeys> keys_;
  std::vector<Address> bound_;
  std::vector<std::string> addresses_;
  std::vector<std::vector<ListenerSocket>> sockets_;  // of each thread, before it has them
  std::vector<int> listening_;                        // of them all
  uint16_t port_ = 0;
  uint16_t tls_port_ = 0;
  bool drawn_for_rates_ = false;
  std::mutex use_mutex_;
  Snapshot current_;  // guarded by it once it serves
  std::unique_ptr<Checker> checker_;
  std::atomic<uint64_t> reloads_ = 0;
  std::atomic<bool> stopping_ = false;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::jthread refresher_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::Create(ServerOptions options) {
  PassedSockets none;
  return Create(std::move(options), none);
}

Result<std::unique_ptr<Server>> Server::Create(ServerOptions options, PassedSockets& passed) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL's writes raise it
  const auto listeners = ListenersOf(options);
  if (!listeners) return tl::unexpected(listeners.error());
  std::vector<Address> addresses;
  for (const WantedListener& listener : *listeners) addresses.push_back(listener.address);
  if (options.routing.routes.empty()) {
    auto one = RoutingTo(options.upstream, options.upstream_ca);
    if (!one) return tl::unexpected(one.error());
    options.routing = std::move(*one);
  }
  auto routing = ResolveFor(std::move(options.routing), options.lookup, addresses);
  if (!routing) return tl::unexpected(routing.error());
  // Without TLS, OpenSSL is not touched: setting itself up takes a megabyte.
  std::shared_ptr<TicketKeys> keys;
  if (!options.listen_tls.empty()) keys = std::make_shared<TicketKeys>(seep::Clock::now());
  auto tls = TlsFor(!options.listen_tls.empty(), options.tls, keys);
  if (!tls) return tl::unexpected(tls.error());
  if (auto ok = CheckNumbers(options); !ok) return tl::unexpected(ok.error());
  if (auto ok = FitDescriptors(options); !ok) return tl::unexpected(ok.error());
  const auto budget_bytes = BudgetBytes(options);
  if (!budget_bytes) return tl::unexpected(budget_bytes.error());
  auto server = std::make_unique<ThreadedServer>(
      std::move(options), Snapshot{std::move(*routing), std::move(*tls)}, keys, *budget_bytes);
  for (const WantedListener& listener : *listeners) {
    if (auto ok = server->AddListener(listener, passed); !ok) return tl::unexpected(ok.error());
  }
  if (auto ok = server->DrawForRates(server->routing()); !ok) return tl::unexpected(ok.error());
  if (auto ok = server->AddWorkers(); !ok) return tl::unexpected(ok.error());
  if (auto ok = server->WatchServers(); !ok) return tl::unexpected(ok.error());
  return server;
}

}  // namespace sluice
