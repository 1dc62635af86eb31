#include "proxy/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "base/units.h"
#include "proxy/socket.h"
#include "proxy/worker.h"

namespace sluice {

using seep::ErrorKind;
using seep::Fail;
using seep::Fault;
using seep::milliseconds;

namespace {

// Descriptors besides those of connections: three a thread, standard streams, a log, a resolver's.
constexpr uint64_t kDescriptorsBeside = 16;
constexpr uint64_t kDescriptorsPerThread = 4;
constexpr unsigned kThreadsMax = 256;
constexpr unsigned kConnectionsMax = 1'000'000;

tl::unexpected<seep::Error> BadOption(std::string message) {
  return Fail(ErrorKind::kBadInput, Fault::kUser, std::move(message));
}

Result<> CheckNumbers(const ServerOptions& o) {
  if (o.threads < 1 || o.threads > kThreadsMax) {
    return BadOption(fmt::format("{} threads: give 1 to {}", o.threads, kThreadsMax));
  }
  if (o.connections_max < o.threads || o.connections_max > kConnectionsMax) {
    return BadOption(fmt::format("{} connections: give {} (one a thread) to {}", o.connections_max,
                                 o.threads, kConnectionsMax));
  }
  if (o.pool_size > kConnectionsMax) {
    return BadOption(fmt::format("a pool of {}: give 0 to {}", o.pool_size, kConnectionsMax));
  }
  const Timeouts& t = o.timeouts;
  for (const milliseconds timeout :
       {t.connect, t.response, t.stall, t.head, t.idle, t.upstream_idle, t.linger, t.drain}) {
    if (timeout < milliseconds(1)) return BadOption("a timeout of 0: give 1 ms or more");
  }
  return {};
}

// Each client may need a connection to the upstream as well.
Result<> FitDescriptors(ServerOptions& o) {
  const uint64_t beside = kDescriptorsBeside + kDescriptorsPerThread * o.threads;
  const uint64_t pools = uint64_t{o.threads} * o.pool_size;
  const uint64_t limit = RaiseDescriptorLimit(beside + pools + 2 * uint64_t{o.connections_max});
  if (limit < beside + 2 * uint64_t{o.threads}) {
    return Fail(ErrorKind::kIo, Fault::kEnvironment,
                fmt::format("the limit of {} file descriptors is too low for {} threads; raise it "
                            "with ulimit -n",
                            limit, o.threads));
  }
  o.connections_max =
      static_cast<unsigned>(std::min<uint64_t>(o.connections_max, (limit - beside) / 2));
  return {};
}

class ThreadedServer : public Server {
 public:
  ThreadedServer(ServerOptions options, Address upstream, const Address& bound)
      : site_{.options = std::move(options),
              .upstream = std::move(upstream),
              .listen_port = std::to_string(bound.port()),
              .upstream_authority = {},
              .budget = std::make_unique<Budget>(Budget::kUnbounded)},
        port_(bound.port()) {
    site_.upstream_authority = site_.upstream.authority;
  }

  Result<> AddWorkers(std::vector<seep::UniqueFd> listeners) {
    for (seep::UniqueFd& listener : listeners) {
      auto worker = Worker::Create(site_, std::move(listener), ConnectionsPerWorker());
      if (!worker) return tl::unexpected(worker.error());
      workers_.push_back(std::move(*worker));
    }
    return {};
  }

  uint16_t port() const override { return port_; }
  unsigned connections_max() const override {
    return ConnectionsPerWorker() * site_.options.threads;
  }

  uint64_t memory_bytes_max() const override {
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
    for (const auto& worker : workers_) worker->Stop();
  }

 private:
  unsigned ConnectionsPerWorker() const {
    return site_.options.connections_max / site_.options.threads;
  }

  Site site_;
  uint16_t port_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::Create(ServerOptions options) {
  const auto listen = ParseAddress(options.listen, "the address to listen on");
  if (!listen) return tl::unexpected(listen.error());
  const auto upstream = ParseAddress(options.upstream, "the upstream's address");
  if (!upstream) return tl::unexpected(upstream.error());
  if (upstream->port() == 0) {
    return BadOption(fmt::format("the upstream's address \"{}\" has port 0", options.upstream));
  }
  if (Reaches(*upstream, *listen)) {
    return BadOption(fmt::format("the upstream {} is sluice's own address", options.upstream));
  }
  if (auto ok = CheckNumbers(options); !ok) return tl::unexpected(ok.error());
  if (auto ok = FitDescriptors(options); !ok) return tl::unexpected(ok.error());
  auto listeners = Listen(*listen, options.threads);
  if (!listeners) return tl::unexpected(listeners.error());
  const Address bound = LocalAddress(listeners->front().get());
  auto server = std::make_unique<ThreadedServer>(std::move(options), *upstream, bound);
  if (auto ok = server->AddWorkers(std::move(*listeners)); !ok) return tl::unexpected(ok.error());
  return server;
}

}  // namespace sluice
