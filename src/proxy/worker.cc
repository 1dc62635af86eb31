#include "proxy/worker.h"

#include <algorithm>
#include <thread>

#include "base/check.h"
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

// A connection idle for less than this is not closed to make room.
constexpr milliseconds kIdleMin{1'000};

// Deadlines are looked at this often: a quarter of the shortest, so that none is late by more.
milliseconds TickFor(const Timeouts& t) {
  const milliseconds shortest = std::min(
      {t.connect, t.response, t.stall, t.head, t.idle, t.upstream_idle, t.linger, t.drain});
  return std::clamp(shortest / 4, milliseconds(10), milliseconds(250));
}

}  // namespace

Result<std::unique_ptr<Worker>> Worker::Create(const Site& site, UniqueFd listener,
                                               unsigned sessions_max) {
  auto reactor = Reactor::Create();
  if (!reactor) return tl::unexpected(reactor.error());
  auto wakeup = CreateWakeup();
  if (!wakeup) return tl::unexpected(wakeup.error());
  return std::unique_ptr<Worker>(
      new Worker(site, std::move(*reactor), std::move(listener), std::move(*wakeup), sessions_max));
}

Worker::Worker(const Site& site, std::unique_ptr<Reactor> reactor, UniqueFd listener,
               UniqueFd wakeup, unsigned sessions_max)
    : sessions_max_(sessions_max),
      tick_(TickFor(site.options.timeouts)),
      reactor_(std::move(reactor)),
      pool_(*reactor_, site.upstream, site.options.pool_size),
      context_{.options = site.options,
               .pool = pool_,
               .listen_port = site.listen_port,
               .upstream_authority = site.upstream_authority},
      listener_(std::make_unique<Channel>(std::move(listener))),
      wakeup_(std::move(wakeup)) {
  CHECK(reactor_->Add(*listener_, Watch::kLevel));
  CHECK(reactor_->Add(wakeup_, Watch::kEdge));
}

void Worker::Run() {
  while (!context_.stopping || !sessions_.empty()) {
    if (reactor_->found() >= kBusyEvents) std::this_thread::yield();
    reactor_->Wait(WaitTime());
    context_.now = seep::Clock::now();
    reactor_->Dispatch([this](Channel& channel) { OnReady(channel); });
    RunAgain();
    if (stop_ && !context_.stopping) BeginStop();
    if (context_.now >= next_tick_) Tick();
  }
}

void Worker::Stop() {
  stop_ = true;
  Ring(wakeup_.fd());
}

void Worker::OnReady(Channel& channel) {
  if (Session* session = channel.session()) {
    session->Run();
    if (session->closed()) Release(*session);
  } else if (&channel == listener_.get()) {
    AcceptSome();
  } else if (&channel != &wakeup_) {
    pool_.OnEvent(channel);
  }
}

void Worker::RunAgain() {
  Queue batch;
  batch.swap(context_.again);
  while (!batch.empty()) {
    auto& session = static_cast<Session&>(batch.front());
    session.Run();  // takes it off the batch
    if (session.closed()) Release(session);
  }
}

void Worker::AcceptSome() {
  for (int i = 0; i < kAcceptsPerTurn; ++i) {
    if (sessions_.size() >= sessions_max_ && !CloseOldestIdle()) return PauseAccepting();
    UniqueFd fd;
    sockaddr_storage peer;
    switch (Accept(listener_->fd(), fd, peer)) {
      case AcceptStatus::kAccepted:
        Open(std::move(fd), peer);
        break;
      case AcceptStatus::kAgain:
        return;
      case AcceptStatus::kNoDescriptors:
        if (!pool_.CloseOldest() && !CloseOldestIdle()) return PauseAccepting();
        break;
    }
  }
}

void Worker::Open(UniqueFd fd, const sockaddr_storage& peer) {
  auto session = std::make_unique<Session>(context_, std::move(fd), peer);
  if (!reactor_->Add(session->client(), Watch::kEdge)) return;
  context_.idle.push_back(*session);
  session->slot = sessions_.size();
  sessions_.push_back(std::move(session));
}

// Makes room, but not at the cost of a client that may be sending its next request just now.
bool Worker::CloseOldestIdle() {
  if (context_.idle.empty()) return false;
  auto& session = static_cast<Session&>(context_.idle.front());
  if (context_.now - session.since() < kIdleMin) return false;
  session.Close();
  Release(session);
  return true;
}

void Worker::Release(Session& session) {
  const size_t slot = session.slot;
  std::swap(sessions_[slot], sessions_.back());
  sessions_[slot]->slot = slot;
  sessions_.pop_back();
  ResumeAccepting();
}

// A listener that stays readable would end every wait at once.
void Worker::PauseAccepting() {
  context_.crowded = true;
  reactor_->Change(*listener_, Watch::kNone);
}

void Worker::ResumeAccepting() {
  if (!context_.crowded || !listener_) return;
  context_.crowded = false;
  reactor_->Change(*listener_, Watch::kLevel);
}

void Worker::Tick() {
  next_tick_ = context_.now + tick_;
  // From the back: a released session's place is taken by one that has been looked at.
  for (size_t i = sessions_.size(); i-- > 0;) {
    sessions_[i]->Tick();
    if (sessions_[i]->closed()) Release(*sessions_[i]);
  }
  pool_.CloseIdleSince(context_.now - context_.options.timeouts.upstream_idle);
  if (context_.stopping && context_.now >= drain_end_) CloseAll();
  ResumeAccepting();  // descriptors may have been freed elsewhere
}

void Worker::BeginStop() {
  context_.stopping = true;
  drain_end_ = context_.now + context_.options.timeouts.drain;
  listener_.reset();
  for (size_t i = sessions_.size(); i-- > 0;) {
    sessions_[i]->Stop();
    if (sessions_[i]->closed()) Release(*sessions_[i]);
  }
  pool_.CloseIdleSince(seep::TimePoint::max());
}

void Worker::CloseAll() {
  for (const auto& session : sessions_) session->Close();
  sessions_.clear();
}

milliseconds Worker::WaitTime() const {
  if (!context_.again.empty()) return milliseconds(0);
  if (sessions_.empty() && pool_.idle() == 0 && !context_.crowded) return milliseconds(-1);
  const auto left = std::chrono::ceil<milliseconds>(next_tick_ - context_.now);
  return std::max(left, milliseconds(0));
}

}  // namespace sluice
