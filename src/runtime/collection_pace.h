#pragma once
// How often a runtime is asked to collect: a large heap takes long, and must not eat more than half
// of the run. Its 9 s then have room for the 32 readings of a verdict up to about 120 ms a
// collection.

#include "base/clock.h"

namespace seep {

class CollectionPace {
 public:
  // Is it time for another one?
  bool Due(TimePoint now) const { return now >= next_; }
  // One began at `begin` and has just ended.
  void Done(TimePoint begin, TimePoint now) { next_ = now + (now - begin); }

 private:
  TimePoint next_;
};

}  // namespace seep
