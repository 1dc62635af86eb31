#pragma once
// The event loop of one thread: which sockets have become readable or writable. Edge-triggered and
// registered once a socket, so that a request costs no system call here beyond its share of the
// wait.
//
// Why not Boost.Asio: a connection waits for either of two sockets and
// a deadline at once, and in Asio each wait is an operation of its own, to be queued, cancelled and
// kept alive, with an epoll_ctl or a read that finds nothing before each. Here readiness is a flag
// in the Channel.

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/fd.h"

namespace sluice {

class Channel;

// How a channel is watched. kLevel and kNone are for listeners.
enum class Watch { kEdge, kLevel, kNone };

class Reactor {
 public:
  // Error kIo when the system has no descriptor or memory for it.
  [[nodiscard]] static seep::Result<std::unique_ptr<Reactor>> Create();

  // Starts to watch a channel, which tells the reactor itself when it is destroyed. False when the
  // kernel refuses (out of memory or of watches).
  [[nodiscard]] bool Add(Channel& channel, Watch watch);
  void Change(Channel& channel, Watch watch);
  // Called by ~Channel: watches it no more, and forgets events of this turn that have not been
  // handed out yet.
  void Forget(const Channel& channel);

  // Waits for events, at most `timeout` (negative: for ever), and sets the channels' flags.
  void Wait(std::chrono::milliseconds timeout);
  // Calls on_ready(Channel&) for each. Channels may be added and destroyed from within.
  template <class OnReady>
  void Dispatch(OnReady&& on_ready) {
    while (next_ < count_) {
      if (Channel* channel = ready_[next_++]) on_ready(*channel);
    }
  }

  // Events that the last wait found.
  size_t found() const { return count_; }

 private:
  static constexpr size_t kEventsMax = 128;

  explicit Reactor(seep::UniqueFd fd) : fd_(std::move(fd)) {}

  seep::UniqueFd fd_;
  std::array<Channel*, kEventsMax> ready_{};
  size_t count_ = 0;
  size_t next_ = 0;
};

}  // namespace sluice
