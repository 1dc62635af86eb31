#include "load/worker.h"

#include <algorithm>
#include <thread>

#include "load/http2_abuse.h"
#include "load/shapes.h"

namespace seep {
namespace {

constexpr milliseconds kSweep{50};    // how exact time limits are
constexpr milliseconds kBackoff{10};  // after a failed connect
// With that many keep-alive connections the server may run on before this thread waits: else its
// first answer wakes the thread, answer by answer. Measured on two busy cores against nginx,
// without and with: 0.7 and 0.1 context switches a request, 10 and 7.5 µs of CPU time at 64
// connections, 9.5 and 8.7 µs at 16, no gain at 4, and a loss with a connection for each request.
constexpr uint32_t kYieldConnections = 32;
constexpr uint64_t kErrorsInARowMax = 1'000;
constexpr milliseconds kNoConnectionMax{500};
constexpr size_t kErrorsMin = 3;  // and no less, of a silent server

Limits AnswerLimits() {
  Limits limits;
  limits.head_bytes_max = kReceiveBytes;
  return limits;
}

}  // namespace

Worker::Worker(const Job& job, uint32_t connections, Poller poller, std::unique_ptr<TlsClient> tls,
               Learnt::OfThread& learnt)
    : job_(job),
      sessions_(HasHttp2Session(job.spec)),
      excused_(MayBeRefused(job.spec.shape)),
      poller_(std::move(poller)),
      tls_(std::move(tls)),
      closing_(learnt.closing),
      accepting_(learnt.accepting) {
  if (job.spec.shape.wait == WaitFor::kBytes)
    wait_bytes_.assign(job.requests.size(), job.spec.shape.wait_bytes);
  const bool validating = job.spec.shape.expects == 304;
  if (validating) validated_.resize(job.requests.size());
  rate_ = job.spec.rate * connections / job.spec.connections;
  connections_.reserve(connections);
  for (uint32_t i = 0; i < connections; ++i) {
    connections_.push_back(std::make_unique<Connection>(AnswerLimits()));
    connections_.back()->answer.set_upgrade_allowed(job.spec.shape.upgrade);
    connections_.back()->answer.set_validators_wanted(validating);
    if (!sessions_) continue;
    connections_.back()->slots.resize(job.spec.streams);
    TakeDue(*connections_.back());
  }
}

LoadResult Worker::Run(const RoundBounds& bounds, const std::stop_token& stop,
                       const std::function<void()>& on_tick) {
  const std::stop_callback wake(stop, [this] { poller_.Wake(); });
  Start(bounds);
  while (live_ > 0 && !stop.stop_requested() && !GivesUp()) {
    if (job_.spec.shape.reuse && live_ >= kYieldConnections) std::this_thread::yield();
    const auto events = poller_.Wait(UntilNext());
    now_ = Clock::now();
    for (const PollEvent& event : events) OnEvent(*static_cast<Connection*>(event.owner), event);
    if (OpenLoop()) BeginDue();
    if (now_ - ticked_ >= TickInterval()) Tick(on_tick);
  }
  CloseAll();
  Publish();
  return std::move(result_);
}

void Worker::Start(const RoundBounds& bounds) {
  result_ = {};
  bounds_ = bounds;
  begun_ = 0;
  next_ = bounds.Number(0) % job_.requests.size();
  errors_in_a_row_ = 0;
  now_ = started_ = ticked_ = answered_ = Clock::now();
  live_ = static_cast<uint32_t>(connections_.size());
  result_.connections_peak = open_;
  waiting_.clear();
  for (const auto& connection : connections_) {
    connection->queued = false;
    Next(*connection);
  }
}

bool Worker::MayBegin() const {
  if (bounds_.requests != 0 && begun_ >= bounds_.requests) return false;
  if (bounds_.duration.count() == 0) return true;
  const TimePoint deadline = started_ + bounds_.duration;
  return now_ < deadline && (!OpenLoop() || Due() < deadline);
}

// When the next request is to begin.
TimePoint Worker::Due() const {
  const std::chrono::duration<double> behind(static_cast<double>(begun_) / rate_);
  return started_ + std::chrono::duration_cast<Clock::duration>(behind);
}

// Requests whose time has come, on connections that wait for them. What finds none is begun when
// one is free, and its latency has begun before.
void Worker::BeginDue() {
  while (!waiting_.empty()) {
    Connection& connection = *waiting_.front();
    const bool may = MayBegin();
    if (may && now_ < Due()) return;
    waiting_.pop_front();
    if (sessions_)
      ResumeStreams(connection);
    else
      may ? Begin(connection) : Finish(connection);
  }
}

bool Worker::GivesUp() const {
  if (errors_in_a_row_ >= kErrorsInARowMax) return true;
  const bool all_failed = errors_in_a_row_ >= std::max<size_t>(connections_.size(), kErrorsMin);
  if (all_failed && now_ - answered_ >= job_.spec.give_up) return true;
  return result_.connections == 0 && errors_in_a_row_ > 0 && now_ - started_ >= kNoConnectionMax;
}

milliseconds Worker::TickInterval() const {
  if (backing_off_ > 0) return kBackoff;
  if (job_.spec.shape.send_piece + job_.spec.shape.read_piece > 0) return kPiecePause;
  if (job_.spec.shape.abusive) return kBackoff;
  return std::clamp(job_.spec.timeout / 4, milliseconds(1), kSweep);
}

nanoseconds Worker::UntilNext() const {
  const nanoseconds until_tick = std::chrono::ceil<milliseconds>(ticked_ + TickInterval() - now_);
  if (waiting_.empty()) return until_tick;
  return MayBegin() ? std::min<nanoseconds>(until_tick, Due() - now_) : nanoseconds(0);
}

// Time limits are looked after here, over all connections at once: a timer for each request would
// cost more than the request's own bookkeeping.
void Worker::Tick(const std::function<void()>& on_tick) {
  ticked_ = now_;
  for (const auto& connection : connections_) CheckTime(*connection);
  Publish();
  if (on_tick) on_tick();
}

void Worker::CheckTime(Connection& connection) {
  const auto passed = now_ - connection.since;
  switch (connection.state) {
    case ConnectionState::kFinished:
    case ConnectionState::kParked:
    case ConnectionState::kWaiting:
      return;
    case ConnectionState::kBackingOff:
      if (passed < kBackoff) return;
      --backing_off_;
      return connection.busy ? Open(connection) : Next(connection);
    case ConnectionState::kHeldBack:
      if (!accepting_.HasRoom()) return;
      --backing_off_;
      connection.since = now_;
      if (!OpenLoop()) connection.latency_since = now_;  // it was this side that waited
      return Open(connection);
    case ConnectionState::kConnecting:
      if (passed >= job_.spec.timeout)
        FailRequest(connection, LoadError::kConnectTimeout, "no connection within the time limit");
      return;
    case ConnectionState::kHandshaking:
      if (passed >= job_.spec.timeout)
        FailRequest(connection, LoadError::kTls, "no handshake within the time limit");
      return;
    case ConnectionState::kActive:
      if (CheckPace(connection)) return;
      if (connection.http2) return CheckStreams(connection);
      if (passed >= job_.spec.timeout)
        FailRequest(connection, LoadError::kTimeout, "no whole answer within the time limit");
      return;
    case ConnectionState::kLeaving:
      if (passed >= job_.spec.shape.hold) GoAway(connection);
      return;
    case ConnectionState::kClosing:
      if (passed < connection.patience) return;
      closing_.WaitedInVain(connection.since, now_);
      Close(connection);
      return Next(connection);
  }
}

void Worker::Publish() {
  requests_seen_.store(result_.requests, std::memory_order_relaxed);
  errors_seen_.store(result_.ErrorCount(), std::memory_order_relaxed);
  const std::lock_guard lock(seen_mutex_);
  latency_seen_ = result_.latency;
}

LoadProgress Worker::Seen() const {
  return {.requests = requests_seen_.load(std::memory_order_relaxed),
          .errors = errors_seen_.load(std::memory_order_relaxed)};
}

void Worker::AddLatencySeen(Histogram& into) const {
  const std::lock_guard lock(seen_mutex_);
  into.Add(latency_seen_);
}

void Worker::ForgetSeen() {
  requests_seen_.store(0, std::memory_order_relaxed);
  errors_seen_.store(0, std::memory_order_relaxed);
  const std::lock_guard lock(seen_mutex_);
  latency_seen_ = {};
}

void Worker::CloseAll() {
  for (const auto& connection : connections_) {
    if (connection->state == ConnectionState::kParked) continue;
    Close(*connection);
    TakeDue(*connection);
    connection->state = ConnectionState::kFinished;
  }
  live_ = 0;
  backing_off_ = 0;
}

}  // namespace seep
