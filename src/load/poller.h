#pragma once
// Tells which sockets have news. Edge-triggered: a socket is added once and reported when something
// *new* came in, so its owner reads until there is no more.
//
// Why not Boost.Asio here: async_read_some costs a second recv that finds nothing, async_wait an
// epoll_ctl a request. bench/load compares the whole generator with wrk and ab.

#include <memory>
#include <span>

#include "base/clock.h"
#include "base/error.h"

namespace seep {

struct PollEvent {
  void* owner = nullptr;
  bool readable = false;
  bool writable = false;
  bool hangup = false;  // the peer has closed or reset: reading on finds the end
};

class Poller {
 public:
  // Error kIo, fault kEnvironment: out of descriptors.
  [[nodiscard]] static Result<Poller> Create();
  Poller(Poller&&) noexcept;
  Poller& operator=(Poller&&) noexcept;
  ~Poller();

  // Watches `fd` until it is closed. `owner`, not null, comes back with its events. Returns an
  // errno, 0 when it is well.
  int Add(int fd, void* owner);
  // Reports `fd` again although nothing new came: for an owner that stopped before the end.
  void Rearm(int fd, void* owner);
  // Waits for events, at most that long. The span lives until the next call.
  std::span<const PollEvent> Wait(nanoseconds timeout);
  // Ends a Wait, this or the next one. From any thread, and async-signal-safe.
  void Wake();

 private:
  struct Queue;  // the platform's
  explicit Poller(std::unique_ptr<Queue> queue);
  std::unique_ptr<Queue> queue_;
};

}  // namespace seep
