#pragma once
// How often a Go program is made to collect while nothing is read.

#include <algorithm>
#include <optional>

#include "base/clock.h"

namespace seep {

class GoCollectionPeriod {
 public:
  // `own` is what the program had.
  explicit GoCollectionPeriod(nanoseconds own) : own_(own), period_(std::min(kMin, own)) {}

  nanoseconds Now() const { return period_; }

  // So much CPU time did a collection take in the latest reading. What else the program did
  // meanwhile is in it: the cheaper one of two readings says more.
  void Took(double cpu_seconds) {
    const double cost = std::min(cpu_seconds, latest_seconds_.value_or(cpu_seconds));
    latest_seconds_ = cpu_seconds;
    const std::chrono::duration<double> wanted(cost / kCpuShare);
    period_ = std::clamp(std::chrono::duration_cast<nanoseconds>(wanted), std::min(kMin, own_),
                         std::min(kMax, own_));
  }

 private:
  // The runtime's sysmon, which forces collections, sleeps for half of the period that it saw when
  // there was nothing to do, so that a reading waits for up to 25 ms. A collection of a small heap
  // costs 1 ms of CPU time: this costs 2 % of a core at most.
  static constexpr nanoseconds kMin = milliseconds(50);
  // A reading waits for half of it, which may be half of what it has patience for.
  static constexpr nanoseconds kMax = milliseconds(2000);
  // Of one core: what a user would not notice.
  static constexpr double kCpuShare = 0.03;

  nanoseconds own_;
  nanoseconds period_;
  std::optional<double> latest_seconds_;
};

}  // namespace seep
