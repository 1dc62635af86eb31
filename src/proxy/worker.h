#pragma once
// One thread of the server: its listeners, its clients' connections, its upstream connections.
// Shares nothing with the other threads but the options.

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "proxy/client_connection.h"
#include "proxy/context.h"
#include "proxy/reactor.h"

namespace sluice {

// What may be replaced while it serves.
struct Snapshot {
  std::shared_ptr<const ResolvedRouting> routing;
  std::shared_ptr<const TlsServer> tls;  // nullptr: nobody listens for it
};

// What all workers of a server know.
struct Site {
  ServerOptions options;
  Snapshot snapshot;
  std::unique_ptr<Budget> budget;
  std::unique_ptr<RateLimiter> rates;
};

class Worker {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Worker>> Create(const Site& site,
                                                              std::vector<ListenerSocket> sockets,
                                                              unsigned connections_max);
  // Until Stop and the end of what is under way.
  void Run();
  // For requests that begin from now on. From any thread.
  void Use(Snapshot snapshot);
  // Adds what it does to what others do. From any thread.
  void AddTo(Stats& stats) const;
  // From any thread or signal handler.
  void Stop();

 private:
  struct Listening {
    Listener listener;
    std::unique_ptr<Channel> channel;  // nullptr: it is closed
  };

  Worker(const Site& site, std::unique_ptr<Reactor> reactor, std::vector<ListenerSocket> sockets,
         seep::UniqueFd wakeup, unsigned connections_max);

  void OnReady(Channel& channel);
  void TakeSnapshot();
  void RunAgain();
  void RunStarved();
  void RunQueued();
  void Relieve();
  void CutWhoHoldsUp();
  void AcceptSome(const Listening& at);
  void Open(const Listener& listener, seep::UniqueFd fd, const sockaddr_storage& peer);
  void TurnAway(seep::UniqueFd fd);
  bool CloseOldestIdle();
  void Release(ClientConnection& connection);
  void PauseAccepting();
  void ResumeAccepting();
  void Tick();
  void BeginStop();
  seep::milliseconds WaitTime() const;

  const unsigned connections_max_;
  const seep::milliseconds tick_;
  const std::unique_ptr<Reactor> reactor_;
  Counters counters_;
  Memory memory_;
  Upstreams upstreams_;
  ObjectPool<Exchange> exchanges_;
  ObjectPool<ClientConnection> client_connections_;
  Context context_;
  std::vector<ObjectPool<ClientConnection>::Ptr> connections_;
  std::vector<Listening> listening_;  // which stay where they are
  std::shared_ptr<const TlsServer> tls_;
  Channel wakeup_;
  std::atomic<bool> stop_ = false;
  std::mutex next_mutex_;
  Snapshot next_;  // to be used
  std::atomic<bool> has_next_ = false;
  size_t tls_closed_ = 0;  // connections, since the heap was trimmed
  bool waiting_ = false;   // for memory, as the budget knows
  seep::TimePoint next_tick_{};
};

}  // namespace sluice
