#pragma once
// Idle connections to one upstream server, kept by one thread. Last in, first out, so that a quiet
// proxy uses few and the others time out.

#include <atomic>
#include <cstddef>
#include <vector>

#include "base/clock.h"
#include "proxy/address.h"
#include "proxy/channel.h"
#include "proxy/memory/object_pool.h"
#include "proxy/reactor.h"
#include "proxy/route/server_state.h"
#include "proxy/socket.h"

namespace sluice {

using ChannelPtr = ObjectPool<Channel>::Ptr;

class UpstreamPool {
 public:
  UpstreamPool(Reactor& reactor, ObjectPool<Channel>& channels, Address upstream, size_t idle_max)
      : reactor_(reactor),
        channels_(channels),
        upstream_(std::move(upstream)),
        idle_max_(idle_max) {}

  const Address& address() const { return upstream_; }
  ServerState& server() { return server_; }

  // The connection used last; nullptr when none is idle.
  ChannelPtr Take();
  // The same, of which the kernel has said just now that it is open: for a request that must not be
  // sent twice.
  ChannelPtr TakeSure();
  // Begins to connect; the first write tells how it went. Gives up an idle connection when there
  // are no descriptors. A shortage of memory is told as kNoDescriptors, too.
  ConnectStatus Connect(ChannelPtr& channel);
  // Keeps a connection for later, or closes it when there are idle_max already.
  void Put(ChannelPtr channel, seep::TimePoint now);

  // An idle connection had an event. Drops it if it was closed or sent what nobody asked for, and
  // keeps it where it only can be written to: the last piece of an answer that was read together
  // with the piece before it leaves such an event behind.
  void OnEvent(const Channel& channel);
  // Closes those that have been idle since before `then`.
  void CloseIdleSince(seep::TimePoint then);
  bool CloseOldest();
  // Keeps none from now on.
  void Retire() {
    idle_max_ = 0;
    idle_.clear();
    NoteIdle();
  }

  // From any thread.
  size_t idle() const { return idle_count_.load(std::memory_order_relaxed); }

 private:
  struct Idle {
    ChannelPtr channel;
    seep::TimePoint since;
  };

  void NoteIdle() { idle_count_.store(idle_.size(), std::memory_order_relaxed); }

  Reactor& reactor_;
  ObjectPool<Channel>& channels_;
  const Address upstream_;
  size_t idle_max_;
  ServerState server_;
  std::vector<Idle> idle_;  // ordered by `since`
  std::atomic<size_t> idle_count_ = 0;
};

}  // namespace sluice
