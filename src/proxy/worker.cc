#include "proxy/worker.h"

#include <algorithm>
#include <thread>

#include "base/check.h"
#include "proxy/forward_response.h"
#include "proxy/memory/heap.h"
#include "proxy/wakeup.h"

namespace sluice {

using seep::milliseconds;
using seep::UniqueFd;

namespace {

constexpr int kAcceptsPerTurn = 16;

// A turn that found so many events is followed by others: with its core lent to whoever is to send
// them, the thread then finds more at once, is woken less often, and takes a tenth less CPU time a
// request (docs/performance.md). Where nobody wants the core, the yield returns at once.
constexpr size_t kBusyEvents = 8;

// OpenSSL's memory is the heap's, which keeps what is free in between. After so many connections
// some MiB may be.
constexpr size_t kTrimAfter = 256;

// A client that has not done its part for less than this is not cut off for others.
constexpr milliseconds kHoldsUpMin{1'000};

// Deadlines are looked at this often: a quarter of the shortest, so that none is late by more.
milliseconds TickFor(const Timeouts& t) {
  const milliseconds total = t.total.count() > 0 ? t.total : milliseconds::max();
  const milliseconds shortest = std::min({t.connect, t.response, t.stall, t.head, t.idle, total,
                                          t.upstream_idle, t.linger, t.memory, t.drain});
  return std::clamp(shortest / 4, milliseconds(10), milliseconds(250));
}

}  // namespace

Result<std::unique_ptr<Worker>> Worker::Create(const Site& site,
                                               std::vector<ListenerSocket> sockets,
                                               unsigned connections_max) {
  auto reactor = Reactor::Create();
  if (!reactor) return tl::unexpected(reactor.error());
  auto wakeup = CreateWakeup();
  if (!wakeup) return tl::unexpected(wakeup.error());
  return std::unique_ptr<Worker>(new Worker(site, std::move(*reactor), std::move(sockets),
                                            std::move(*wakeup), connections_max));
}

Worker::Worker(const Site& site, std::unique_ptr<Reactor> reactor,
               std::vector<ListenerSocket> sockets, UniqueFd wakeup, unsigned connections_max)
    : connections_max_(connections_max),
      tick_(TickFor(site.options.timeouts)),
      reactor_(std::move(reactor)),
      memory_(*site.budget),
      upstreams_(*reactor_, memory_, site.options.pool_size, connections_max, wakeup.get()),
      exchanges_(memory_, Purpose::kConnections),
      client_connections_(memory_, Purpose::kConnections),
      context_{.options = site.options,
               .memory = memory_,
               .upstreams = upstreams_,
               .counters = counters_,
               .exchanges = exchanges_,
               .rates = *site.rates},
      tls_(site.snapshot.tls),
      wakeup_(std::move(wakeup)) {
  listening_.reserve(sockets.size());
  for (ListenerSocket& socket : sockets) {
    listening_.push_back(
        {std::move(socket.listener), std::make_unique<Channel>(std::move(socket.fd))});
    CHECK(reactor_->Add(*listening_.back().channel, Watch::kLevel));
  }
  CHECK(reactor_->Add(wakeup_, Watch::kEdge));
  upstreams_.Use(site.snapshot.routing);
}

void Worker::Run() {
  while (!context_.stopping || !connections_.empty()) {
    if (reactor_->found() >= kBusyEvents) std::this_thread::yield();
    reactor_->Wait(WaitTime());
    context_.now = seep::Clock::now();
    if (has_next_) TakeSnapshot();
    reactor_->Dispatch([this](Channel& channel) { OnReady(channel); });
    RunAgain();
    RunStarved();
    RunQueued();
    if (stop_ && !context_.stopping) BeginStop();
    if (context_.now >= next_tick_) Tick();
  }
}

void Worker::Use(Snapshot snapshot) {
  {
    const std::lock_guard lock(next_mutex_);
    next_ = std::move(snapshot);
  }
  has_next_ = true;
  Ring(wakeup_.fd());
}

void Worker::TakeSnapshot() {
  has_next_ = false;
  Snapshot next;
  {
    const std::lock_guard lock(next_mutex_);
    next = std::move(next_);
  }
  if (next.routing == nullptr) return;  // taken already
  upstreams_.Use(std::move(next.routing));
  tls_ = std::move(next.tls);
}

void Worker::AddTo(Stats& stats) const {
  stats.Add(counters_);
  for (size_t i = 0; i < kPurposes; ++i)
    stats.held_bytes[i] += memory_.held().bytes(static_cast<Purpose>(i));
  upstreams_.AddTo(stats, seep::Clock::now());
}

void Worker::Stop() {
  stop_ = true;
  Ring(wakeup_.fd());
}

void Worker::OnReady(Channel& channel) {
  if (ClientConnection* connection = channel.owner()) {
    connection->Run();
    if (connection->closed()) Release(*connection);
  } else if (UpstreamPool* pool = channel.pool()) {
    pool->OnEvent(channel);
  } else {
    for (const Listening& at : listening_) {
      if (&channel == at.channel.get()) return AcceptSome(at);
    }
  }
}

void Worker::RunAgain() {
  Queue batch;
  batch.swap(context_.again);
  while (!batch.empty()) {
    auto& connection = static_cast<ClientConnection&>(batch.front());
    connection.Run();  // takes it off the batch
    if (connection.closed()) Release(connection);
  }
}

// Memory may have come back, from them or from others. Where there is not enough for the first of
// them, the others are not asked.
void Worker::RunStarved() {
  Queue batch;
  batch.swap(context_.starved);
  while (!batch.empty() && context_.starved.empty()) {
    auto& connection = static_cast<ClientConnection&>(batch.front());
    connection.Run();
    if (connection.closed()) Release(connection);
  }
  context_.starved.splice(context_.starved.end(), batch);
  const bool waiting = !context_.starved.empty();
  if (waiting != waiting_)
    waiting ? memory_.budget().BeginWaiting() : memory_.budget().EndWaiting();
  waiting_ = waiting;
  if (!waiting_) return;
  memory_.DropSpare();
  upstreams_.CloseIdleSince(seep::TimePoint::max());
  PauseAccepting();
}

// A server may have room for the first of those who wait for it.
void Worker::RunQueued() {
  upstreams_.GiveTurns([this](Queued& first) {
    auto& connection = static_cast<ClientConnection&>(first);
    if (!connection.TakeTurn()) return false;
    if (connection.closed()) Release(connection);
    return true;
  });
}

// What is missed least goes first. What waits is turned away by itself when its time is up.
void Worker::Relieve() {
  constexpr int kIdleAtOnce = 64;  // their memory comes back by the block, which has dozens of them
  const auto& first = static_cast<const ClientConnection&>(context_.starved.front());
  const auto waited = context_.now - first.starving_since();
  const milliseconds at_most = context_.options.timeouts.memory;
  if (waited >= at_most / 4)
    for (int i = 0; i < kIdleAtOnce && CloseOldestIdle(); ++i) continue;
  if (waited >= at_most / 2) CutWhoHoldsUp();
}

// One for each who waits, of those who have held memory for the longest without doing their part.
void Worker::CutWhoHoldsUp() {
  size_t wanted = context_.starved.size();
  seep::TimePoint first = context_.now - kHoldsUpMin;
  for (const auto& connection : connections_) {
    const auto since = connection->HoldsUpSince();
    if (since) first = std::min(first, *since);
  }
  const seep::TimePoint until =
      std::min(context_.now - kHoldsUpMin, first + (context_.now - first) / 2);
  for (size_t i = connections_.size(); i-- > 0 && wanted > 0;) {
    ClientConnection& connection = *connections_[i];
    const auto since = connection.HoldsUpSince();
    if (!since || *since > until) continue;
    counters_.CountShed(Shed::kHeldUp);
    connection.Close();
    Release(connection);
    --wanted;
  }
}

void Worker::AcceptSome(const Listening& at) {
  for (int i = 0; i < kAcceptsPerTurn; ++i) {
    if (connections_.size() >= connections_max_) {
      if (!SomebodyWaits(at.channel->fd())) return;
      if (!CloseOldestIdle()) return PauseAccepting();
    }
    // A handshake that is not begun costs nobody anything: it waits in the kernel.
    if (at.listener.tls && !memory_.HasRoom(kTlsHandshakeBytes)) return PauseAccepting();
    UniqueFd fd;
    sockaddr_storage peer;
    switch (Accept(at.channel->fd(), fd, peer)) {
      case AcceptStatus::kAccepted:
        Open(at.listener, std::move(fd), peer);
        break;
      case AcceptStatus::kAgain:
        return;
      case AcceptStatus::kNoDescriptors:
        if (!upstreams_.CloseOldest() && !CloseOldestIdle()) return PauseAccepting();
        break;
    }
  }
}

void Worker::Open(const Listener& listener, UniqueFd fd, const sockaddr_storage& peer) {
  SetAside for_tls;
  if (listener.tls) for_tls = memory_.Reserve(kTlsHandshakeBytes);
  if (listener.tls && !for_tls) return counters_.CountShed(Shed::kTurnedAway);
  if (!client_connections_.Prepare()) return listener.tls ? void() : TurnAway(std::move(fd));
  auto connection = client_connections_.Make(context_, listener, std::move(fd), peer);
  if (listener.tls) {
    std::unique_ptr<TlsStream> stream = tls_->Open(connection->client().fd(), std::move(for_tls));
    if (stream == nullptr) return;
    connection->SpeakTls(tls_, std::move(stream));
  }
  if (!reactor_->Add(connection->client(), Watch::kEdge)) return;
  counters_.accepted.Add();
  context_.idle.push_back(*connection);
  connection->slot = connections_.size();
  connections_.push_back(std::move(connection));
}

// A client for whom there is no memory at all. What it has sent is read, since the close would be a
// reset otherwise, which eats the answer.
void Worker::TurnAway(UniqueFd fd) {
  counters_.CountShed(Shed::kTurnedAway);
  Channel channel(std::move(fd));
  channel.AssumeReadable();
  channel.AssumeWritable();
  char ignored[4096];
  size_t bytes = 0;
  channel.Read(ignored, bytes);
  const std::string_view answer = TurnedAway();
  const iovec piece{.iov_base = const_cast<char*>(answer.data()), .iov_len = answer.size()};
  channel.Write({&piece, 1}, bytes);
  channel.ShutdownWrite();
}

// Makes room, but not at the cost of a client whose next request is here already, or may be on its
// way.
bool Worker::CloseOldestIdle() {
  if (context_.idle.empty()) return false;
  auto& connection = static_cast<ClientConnection&>(context_.idle.front());
  if (context_.now - connection.since() < kIdleMin || !connection.client().IsQuiet()) return false;
  counters_.CountShed(Shed::kIdleClient);
  connection.Close();
  Release(connection);
  return true;
}

void Worker::Release(ClientConnection& connection) {
  if (connection.client().tls() != nullptr) ++tls_closed_;
  const size_t slot = connection.slot;
  std::swap(connections_[slot], connections_.back());
  connections_[slot]->slot = slot;
  connections_.pop_back();
  counters_.closed.Add();
  ResumeAccepting();
}

// A listener that stays readable would end every wait at once.
void Worker::PauseAccepting() {
  if (context_.crowded) return;
  context_.crowded = true;
  for (const Listening& at : listening_) {
    if (at.channel != nullptr) reactor_->Change(*at.channel, Watch::kNone);
  }
}

void Worker::ResumeAccepting() {
  if (!context_.crowded || waiting_) return;
  context_.crowded = false;
  for (const Listening& at : listening_) {
    if (at.channel != nullptr) reactor_->Change(*at.channel, Watch::kLevel);
  }
}

void Worker::Tick() {
  next_tick_ = context_.now + tick_;
  // From the back: a released connection's place is taken by one that has been looked at.
  for (size_t i = connections_.size(); i-- > 0;) {
    connections_[i]->Tick();
    if (connections_[i]->closed()) Release(*connections_[i]);
  }
  upstreams_.CloseIdleSince(context_.now - context_.options.timeouts.upstream_idle);
  memory_.Trim();
  if (tls_closed_ >= kTrimAfter || (tls_closed_ > 0 && connections_.empty())) {
    TrimHeap();
    tls_closed_ = 0;
  }
  if (memory_.budget().short_of()) {
    memory_.DropSpare();
    upstreams_.CloseIdleSince(seep::TimePoint::max());
  }
  if (!context_.starved.empty()) Relieve();
  upstreams_.CallLines();  // a server may be up again by now
  ResumeAccepting();       // descriptors may have been freed elsewhere
}

void Worker::BeginStop() {
  context_.stopping = true;
  context_.stopping_since = context_.now;
  for (Listening& at : listening_) at.channel.reset();
  for (size_t i = connections_.size(); i-- > 0;) {
    connections_[i]->Stop();
    if (connections_[i]->closed()) Release(*connections_[i]);
  }
  upstreams_.CloseIdleSince(seep::TimePoint::max());
}

milliseconds Worker::WaitTime() const {
  if (!context_.again.empty()) return milliseconds(0);
  const bool nothing_to_do =
      connections_.empty() && upstreams_.idle() == 0 && !context_.crowded && !memory_.has_spare();
  if (nothing_to_do) return milliseconds(-1);
  const auto left = std::chrono::ceil<milliseconds>(next_tick_ - context_.now);
  return std::max(left, milliseconds(0));
}

}  // namespace sluice
