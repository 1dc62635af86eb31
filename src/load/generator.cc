#include "load/generator.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/address.h"
#include "base/check.h"
#include "load/endpoint.h"
#include "load/shaped_request.h"
#include "load/shapes.h"
#include "load/worker.h"

namespace seep {
namespace {

constexpr milliseconds kProgressInterval{150};

// The part of `whole` that the index-th of `parts` gets.
uint64_t ShareOf(uint64_t whole, size_t index, size_t parts) {
  return whole / parts + (index < whole % parts ? 1 : 0);
}

class Generator final : public LoadGenerator {
 public:
  Generator(Job job, std::shared_ptr<Learnt> learnt)
      : job_(std::move(job)), learnt_(std::move(learnt)) {}

  Result<> AddWorkers(uint32_t connections, unsigned threads) {
    for (unsigned i = 0; i < threads; ++i) {
      auto poller = Poller::Create();
      if (!poller) return tl::unexpected<Error>(poller.error());
      std::unique_ptr<TlsClient> tls;
      if (job_.spec.tls.on && !job_.spec.shape.tls.plain) {
        auto created = TlsClient::Create(job_.spec);
        if (!created) return tl::unexpected<Error>(created.error());
        tls = std::move(*created);
      }
      const auto share = static_cast<uint32_t>(ShareOf(connections, i, threads));
      workers_.push_back(std::make_unique<Worker>(job_, share, std::move(*poller), std::move(tls),
                                                  learnt_->of_thread(i)));
    }
    return {};
  }

  LoadResult Run(const RoundBounds& bounds, std::stop_token stop,
                 const std::function<void(const LoadProgress&)>& progress) override;

  uint32_t KeptOpen() const override {
    uint32_t sum = 0;
    for (const auto& worker : workers_) sum += worker->Parked();
    return sum;
  }

  uint64_t RemembersFrom() const override { return learnt_->cookies().RemembersFrom(); }

 private:
  // What the workers of one round have in common; used at its end only.
  struct Round {
    std::mutex mutex;
    std::condition_variable finished;
    size_t running = 0;  // helper threads
    LoadResult result;
  };

  void RunWorker(size_t index, const RoundBounds& bounds, const std::stop_token& stop,
                 const std::function<void()>& on_tick, Round& round);
  LoadProgress Seen() const;
  // Where in a round the index-th worker's part begins. A round that is bounded by time alone has
  // the workers begin as far apart from each other as can be.
  uint64_t FirstOf(uint64_t requests, size_t index) const {
    if (requests == 0) requests = job_.requests.size();
    uint64_t first = 0;
    for (size_t i = 0; i < index; ++i) first += ShareOf(requests, i, workers_.size());
    return first;
  }

  const Job job_;
  const std::shared_ptr<Learnt> learnt_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

LoadResult Generator::Run(const RoundBounds& bounds, std::stop_token stop,
                          const std::function<void(const LoadProgress&)>& progress) {
  CHECK(bounds.requests != 0 || bounds.duration.count() != 0);
  const TimePoint started = Clock::now();
  TimePoint reported = started;
  const std::function<void()> report = [&] {
    const TimePoint now = Clock::now();
    if (!progress || now - reported < kProgressInterval) return;
    reported = now;
    LoadProgress seen = Seen();
    seen.seconds = Seconds(now - started);
    progress(seen);
  };

  for (const auto& worker : workers_) worker->ForgetSeen();
  Round round;
  round.running = workers_.size() - 1;
  {
    std::vector<std::jthread> helpers;
    for (size_t i = 1; i < workers_.size(); ++i)
      helpers.emplace_back([&, i] {
        RunWorker(i, bounds, stop, {}, round);
        const std::lock_guard lock(round.mutex);
        --round.running;
        round.finished.notify_one();
      });
    RunWorker(0, bounds, stop, report, round);
    std::unique_lock lock(round.mutex);
    const auto all_finished = [&] { return round.running == 0; };
    while (!round.finished.wait_for(lock, kProgressInterval, all_finished)) {
      lock.unlock();  // a slow callback keeps nobody from finishing
      report();
      lock.lock();
    }
  }
  round.result.seconds = Seconds(Clock::now() - started);
  return std::move(round.result);
}

void Generator::RunWorker(size_t index, const RoundBounds& bounds, const std::stop_token& stop,
                          const std::function<void()>& on_tick, Round& round) {
  const RoundBounds share = bounds.Part(FirstOf(bounds.requests, index),
                                        ShareOf(bounds.requests, index, workers_.size()));
  if (bounds.requests != 0 && share.requests == 0) return;  // fewer requests than threads
  const LoadResult result = workers_[index]->Run(share, stop, on_tick);

  const std::lock_guard lock(round.mutex);
  const uint32_t peak = round.result.connections_peak + result.connections_peak;
  round.result.Add(result);
  round.result.connections_peak = peak;  // the threads' connections are open side by side
}

LoadProgress Generator::Seen() const {
  LoadProgress sum;
  Histogram latency;
  for (const auto& worker : workers_) {
    const LoadProgress seen = worker->Seen();
    sum.requests += seen.requests;
    sum.errors += seen.errors;
    worker->AddLatencySeen(latency);
  }
  sum.p50_ns = latency.Quantile(0.5);
  sum.p99_ns = latency.Quantile(0.99);
  return sum;
}

}  // namespace

Result<std::unique_ptr<LoadGenerator>> LoadGenerator::Create(const TrafficSpec& spec,
                                                             unsigned threads,
                                                             std::shared_ptr<Learnt> learnt) {
  if (spec.connections == 0 || threads == 0)
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                "traffic needs at least one connection and one thread");
  if (spec.timeout.count() <= 0)
    return Fail(ErrorKind::kBadInput, Fault::kUser, "the request timeout has to be over 0");
  if (spec.http2 && spec.streams == 0)
    return Fail(ErrorKind::kBadInput, Fault::kUser, "HTTP/2 needs at least one stream");
  if (auto fits = ShapeFits(spec.shape, spec); !fits) return tl::unexpected(fits.error());
  auto requests = RenderShaped(spec);
  if (!requests) return tl::unexpected<Error>(requests.error());
  auto addresses = Resolve(spec.endpoint.host, spec.endpoint.port, spec.endpoint.unix_socket);
  if (!addresses) return tl::unexpected<Error>(addresses.error());

  TrafficSpec one = spec;
  one.replay.clear();  // they are rendered
  const bool keeps_cookies = learnt != nullptr || spec.visitors > 0;
  if (learnt == nullptr) learnt = std::make_shared<Learnt>(spec.visitors);
  Job job{.spec = std::move(one),
          .requests = std::move(*requests),
          .addresses = std::move(*addresses),
          .key_seed = std::random_device()(),
          .cookies = keeps_cookies ? &learnt->cookies() : nullptr};
  auto generator = std::make_unique<Generator>(std::move(job), std::move(learnt));
  const unsigned used = std::min(threads, spec.connections);  // each thread has a connection
  if (auto added = generator->AddWorkers(spec.connections, used); !added)
    return tl::unexpected<Error>(added.error());
  return generator;
}

}  // namespace seep
