#pragma once
// How many connections may wait at a time for the server to accept them.

#include <algorithm>
#include <cstdint>
#include <limits>

#include "base/clock.h"

namespace seep {

// A SYN that was dropped is sent again after a second (RFC 6298 §2). A connection over loopback
// takes no millisecond otherwise.
inline constexpr milliseconds kSynSentAgain{900};

// The queue of a listening socket is short for some servers: 5 for Python's socketserver, 10 for
// Django's runserver. Linux drops the SYN of a connection that finds it full (listen(2)), and so a
// round whose connections are opened all at once would take a second, however few its requests. How
// long the queue is cannot be seen from outside; so half as many are tried when one was dropped.
class AcceptQueue {
 public:
  bool HasRoom() const { return waiting_ < room_; }

  void Opened() {
    ++waiting_;
    most_ = std::max(most_, waiting_);
  }

  // One that was opened at `opened` is connected: the kernel has it in the queue.
  void Connected(TimePoint opened, TimePoint now) {
    if (now - opened < kSynSentAgain || opened < changed_) return;
    room_ = std::max<uint32_t>(most_ / 2, 1);
    most_ = 0;
    changed_ = now;
  }

  // The server has accepted one, since something came from it, or the connection is gone.
  void Left() { --waiting_; }

 private:
  uint32_t room_ = std::numeric_limits<uint32_t>::max();
  uint32_t waiting_ = 0;
  uint32_t most_ = 0;  // of them at once, since `changed_`
  TimePoint changed_ = TimePoint::min();
};

}  // namespace seep
