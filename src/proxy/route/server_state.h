#pragma once
// How an upstream server does, as one thread has seen it. Stays when the configuration changes. The
// thread alone writes; what is atomic, others may read.

#include <atomic>
#include <memory>
#include <utility>

#include "base/clock.h"
#include "proxy/health/server_health.h"
#include "proxy/metrics/counters.h"

namespace sluice {

class ServerState {
 public:
  // `health`: what checks say of it; nullptr: nobody checks.
  explicit ServerState(std::shared_ptr<const ServerHealth> health = nullptr)
      : health_(std::move(health)) {}

  // A request is on its way to it, and has ended.
  void Begin() {
    requests_.Add();
    in_flight_.store(in_flight() + 1, std::memory_order_relaxed);
  }
  void End() { in_flight_.store(in_flight() - 1, std::memory_order_relaxed); }

  // It has answered.
  void Succeeded() {
    in_a_row_ = 0;
    SetDownUntil({});
  }
  // It could not be reached, has closed without an answer, or was too late. After `failures_max` in
  // a row it is left alone.
  void Failed(unsigned failures_max, seep::milliseconds down_for, seep::TimePoint now) {
    failures_.Add();
    if (++in_a_row_ < failures_max) return;
    SetDownUntil(now + down_for);
    in_a_row_ = failures_max - 1;  // one more, when it is tried again, is enough
  }
  bool IsUp(seep::TimePoint now) const {
    return (health_ == nullptr || health_->up()) &&
           now.time_since_epoch().count() >= down_until_.load(std::memory_order_relaxed);
  }

  const ServerHealth* health() const { return health_.get(); }

  unsigned in_flight() const { return in_flight_.load(std::memory_order_relaxed); }
  uint64_t requests() const { return requests_.value(); }
  uint64_t failures() const { return failures_.value(); }

 private:
  void SetDownUntil(seep::TimePoint when) {
    down_until_.store(when.time_since_epoch().count(), std::memory_order_relaxed);
  }

  const std::shared_ptr<const ServerHealth> health_;
  std::atomic<unsigned> in_flight_ = 0;
  std::atomic<seep::TimePoint::rep> down_until_ = 0;
  Counter requests_;
  Counter failures_;
  unsigned in_a_row_ = 0;
};

}  // namespace sluice
