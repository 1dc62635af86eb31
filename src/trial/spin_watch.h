#pragma once
// A server whose CPU does not rest though its clients have gone.

#include <optional>
#include <string>

#include "process/quiet.h"

namespace seep {

// Watches the waits for quiet, the first of which is before any request. A server spins that, in
// all of the latest waits, no connection was open to and that used most of a core to the end; what
// is left of the load's work does not last for so long.
class SpinWatch {
 public:
  void Done(const QuietReport& report) {
    const bool rests = report.quiet || report.open_connections > 0;
    // The share is that of a few milliseconds, in which others may have had the core.
    const bool busy = !rests && report.cpu_share >= kShare;
    from_start_ = (first_ || from_start_) && !rests;
    first_ = false;
    if (rests) {
      busy_ = 0;
      seconds_ = 0;
    }
    if (!busy) return;
    ++busy_;
    seconds_ += report.seconds;
  }

  // The sentence that says so; nothing if it does not spin.
  std::optional<std::string> Warning() const {
    if (busy_ < kWaits || seconds_ < kSeconds) return std::nullopt;
    return std::string("the server keeps using a core though no connection is open") +
           (from_start_
                ? ", and did before the first request: work of its own, or a busy loop"
                : ", and did not before the traffic: does it spin on a connection that has gone?");
  }

 private:
  static constexpr double kShare = 0.5;  // of a core: timers and collectors use less
  static constexpr int kWaits = 3;       // one may meet a collection, and the next its end
  static constexpr double kSeconds = 2;  // as long as work that is left over is waited for

  bool first_ = true;
  bool from_start_ = false;
  int busy_ = 0;
  double seconds_ = 0;
};

}  // namespace seep
