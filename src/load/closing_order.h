#pragma once
// Who closes a connection first once its last answer has come: the server, as long as it does so.

#include "base/clock.h"

namespace seep {

// For the server to close first, while it is believed to. Few need more than some milliseconds, and
// a pause of a collector or of a scheduler is well below.
inline constexpr milliseconds kClosingMax{1'000};
// For a server that has left closing to the client, now and then: it may have changed its mind. Of
// one connection, so that it costs a twentieth of that one's time.
inline constexpr milliseconds kClosingProbe{50};
inline constexpr milliseconds kClosingProbeEvery{1'000};

// The one that closes first keeps the port in its time-wait state (RFC 9293 §3.6). A server's port
// is the same for all; a client's are 28,000, so the server should. RFC 9112 §9.6 has it close
// after its last answer, but some let the client do it, and then each connection would wait in
// vain.
class ClosingOrder {
 public:
  // How long a connection that begins to wait now is to do so; 0: the client closes at once.
  milliseconds Patience(TimePoint now) {
    if (!leaves_) return kClosingMax;
    if (now < next_probe_) return milliseconds(0);
    next_probe_ = now + kClosingProbeEvery;
    return kClosingProbe;
  }

  // The server closed first.
  void ServerClosed(TimePoint now) {
    leaves_ = false;
    closed_ = now;
  }

  // A connection that waits since `since` has waited in vain. One alone says nothing while the
  // server closes others.
  void WaitedInVain(TimePoint since, TimePoint now) {
    if (closed_ >= since) return;
    if (!leaves_) next_probe_ = now + kClosingProbeEvery;
    leaves_ = true;
  }

 private:
  bool leaves_ = false;  // closing to the client
  TimePoint closed_ = TimePoint::min();
  TimePoint next_probe_;
};

}  // namespace seep
