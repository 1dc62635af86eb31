#include "proxy/upstream_pool.h"

#include <algorithm>

namespace sluice {
namespace {

// Open, and with nothing to say. Asks the kernel only where the last read has not told.
bool IsIdle(Channel& channel) {
  return !channel.ended() && (!channel.readable() || channel.IsQuiet());
}

// What came was TLS's own, such as a ticket for another session (RFC 8446 §4.6).
bool SaidNothing(Channel& channel) {
  if (channel.tls() == nullptr) return false;
  char next = 0;
  size_t bytes = 0;
  return channel.Read({&next, 1}, bytes) == IoStatus::kAgain;
}

}  // namespace

ChannelPtr UpstreamPool::Take() {
  while (!idle_.empty()) {
    ChannelPtr channel = std::move(idle_.back().channel);
    idle_.pop_back();
    NoteIdle();
    // Its event may be waiting in this very turn of the loop.
    if (channel->ended() || channel->readable()) continue;
    channel->set_pool(nullptr);
    return channel;
  }
  return nullptr;
}

ChannelPtr UpstreamPool::TakeSure() {
  ChannelPtr channel = Take();
  while (channel != nullptr && !channel->IsQuiet()) channel = Take();
  return channel;
}

bool UpstreamPool::Serves(const ResolvedServer& server) const {
  const bool same_tls = tls_ == nullptr || server.tls == nullptr
                            ? tls_ == server.tls
                            : tls_->config() == server.tls->config();
  return same_tls && addresses_ == server.addresses && server_.health() == server.health.get();
}

ConnectStatus UpstreamPool::Connect(ChannelPtr& channel, size_t nth) {
  const Address& to = addresses_[(first_ + nth) % addresses_.size()];
  for (;;) {
    seep::UniqueFd fd;
    const ConnectStatus status = StartConnect(to, fd);
    if (status == ConnectStatus::kNoDescriptors && CloseOldest()) continue;
    if (status != ConnectStatus::kStarted) return status;
    channel = channels_.Make(std::move(fd));
    if (channel == nullptr || !SpeakTls(*channel) || !reactor_.Add(*channel, Watch::kEdge)) {
      channel.reset();
      return ConnectStatus::kNoDescriptors;
    }
    // On the loopback the handshake is over by now, and the request goes out without a wait.
    channel->AssumeWritable();
    return status;
  }
}

bool UpstreamPool::SpeakTls(Channel& channel) {
  if (tls_ == nullptr) return true;
  channel.set_tls(tls_->Open(channel.fd(), host_, memory_));
  return channel.tls() != nullptr;
}

void UpstreamPool::Put(ChannelPtr channel, seep::TimePoint now) {
  if (idle_.size() >= idle_max_ || !IsIdle(*channel)) return;
  channel->set_owner(nullptr);
  channel->set_pool(this);
  idle_.push_back({std::move(channel), now});
  NoteIdle();
}

void UpstreamPool::OnEvent(Channel& channel) {
  if (!channel.readable() || SaidNothing(channel)) return;
  const auto found =
      std::ranges::find_if(idle_, [&](const Idle& idle) { return idle.channel.get() == &channel; });
  if (found == idle_.end()) return;
  idle_.erase(found);
  NoteIdle();
}

void UpstreamPool::CloseIdleSince(seep::TimePoint then) {
  const auto kept = std::ranges::find_if(idle_, [&](const Idle& i) { return i.since >= then; });
  idle_.erase(idle_.begin(), kept);
  NoteIdle();
}

bool UpstreamPool::CloseOldest() {
  if (idle_.empty()) return false;
  idle_.erase(idle_.begin());
  NoteIdle();
  return true;
}

}  // namespace sluice
