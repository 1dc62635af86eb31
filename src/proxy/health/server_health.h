#pragma once
// Whether an upstream server passes its checks. One thread checks, all others look.

#include <atomic>

#include "proxy/route/routing.h"

namespace sluice {

class ServerHealth {
 public:
  bool up() const { return up_.load(std::memory_order_relaxed); }

  // How a check went. It is up until so many in a row have failed, and down until so many in a row
  // have passed.
  void Note(bool passed, const HealthCheck& check) {
    if (passed == up()) {
      against_ = 0;
    } else if (++against_ >= (passed ? check.rise : check.fall)) {
      up_.store(passed, std::memory_order_relaxed);
      against_ = 0;
    }
  }

 private:
  std::atomic<bool> up_ = true;
  unsigned against_ = 0;  // in a row, that say otherwise
};

}  // namespace sluice
