#pragma once
// Idle connections to one upstream server, kept by one thread. Last in, first out, so that a quiet
// proxy uses few and the others time out.

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "proxy/address.h"
#include "proxy/channel.h"
#include "proxy/memory/object_pool.h"
#include "proxy/queue/server_load.h"
#include "proxy/reactor.h"
#include "proxy/route/server_state.h"
#include "proxy/socket.h"
#include "proxy/tls/tls_client.h"

namespace sluice {

using ChannelPtr = ObjectPool<Channel>::Ptr;

// A server of a configuration whose names are resolved, and whose files are read.
struct ResolvedServer {
  std::vector<Address> addresses;        // at least one
  std::shared_ptr<const TlsClient> tls;  // nullptr: none
  std::shared_ptr<ServerHealth> health;  // nullptr: nobody checks
  std::shared_ptr<ServerLoad> load{};    // nullptr: it may have any
};

class UpstreamPool {
 public:
  UpstreamPool(Reactor& reactor, Memory& memory, ObjectPool<Channel>& channels,
               const ResolvedServer& server, size_t idle_max)
      : reactor_(reactor),
        memory_(memory),
        channels_(channels),
        addresses_(server.addresses),
        host_(HostOf(addresses_.front().authority)),
        tls_(server.tls),
        idle_max_(idle_max),
        server_(server.health) {}

  // Are these connections, and what is known of the server, what another configuration asks for?
  bool Serves(const ResolvedServer& server) const;
  // Of the same configuration, its files read anew: for connections from now on.
  void UseTls(std::shared_ptr<const TlsClient> tls) { tls_ = std::move(tls); }

  const std::string& authority() const { return addresses_.front().authority; }
  size_t addresses() const { return addresses_.size(); }
  ServerState& server() { return server_; }

  // The connection used last; nullptr when none is idle.
  ChannelPtr Take();
  // The same, of which the kernel has said just now that it is open: for a request that must not be
  // sent twice.
  ChannelPtr TakeSure();
  // Begins to connect; the first write tells how it went. Gives up an idle connection when there
  // are no descriptors. A shortage of memory is told as kNoDescriptors, too. `nth`: which of the
  // addresses it is to try, where it is the nth that is tried; the one that served last comes
  // first.
  ConnectStatus Connect(ChannelPtr& channel, size_t nth);
  // The nth address has served.
  void Prefer(size_t nth) { first_ = (first_ + nth) % addresses_.size(); }
  // Keeps a connection for later, or closes it when there are idle_max already.
  void Put(ChannelPtr channel, seep::TimePoint now);

  // An idle connection had an event. Drops it if it was closed or sent what nobody asked for, and
  // keeps it where it only can be written to: the last piece of an answer that was read together
  // with the piece before it leaves such an event behind.
  void OnEvent(Channel& channel);
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

  bool SpeakTls(Channel& channel);
  void NoteIdle() { idle_count_.store(idle_.size(), std::memory_order_relaxed); }

  Reactor& reactor_;
  Memory& memory_;
  ObjectPool<Channel>& channels_;
  const std::vector<Address> addresses_;
  const std::string host_;
  std::shared_ptr<const TlsClient> tls_;
  size_t first_ = 0;  // of the addresses, to be tried
  size_t idle_max_;
  ServerState server_;
  std::vector<Idle> idle_;  // ordered by `since`
  std::atomic<size_t> idle_count_ = 0;
};

}  // namespace sluice
