#pragma once
// How many requests a round has: so many that it lasts long enough to matter and that most of the
// time is traffic, and not so many that rounds are few.

#include <cstddef>
#include <cstdint>
#include <limits>

#include "model/plan.h"
#include "trial/pace.h"

namespace seep {

// The size follows the server both ways, but seldom, by powers of two, and not for one slow round:
// rounds of one size make the readings comparable.
class Pacer {
 public:
  // Of `plan`: the budget of requests and time; whether each round starts a program (load_command),
  // which takes its time whatever it sends; connections, of which every round has at least one
  // request each.
  explicit Pacer(const Plan& plan);

  // Size of the next round; 0 when the requests of the run are used up. `sent` is what was sent so
  // far.
  uint64_t Next(uint64_t sent) const;
  // What the last round came to.
  void Done(const RoundTime& round);
  // The next rounds are no larger than that, be it less than one request a connection.
  void Bound(uint64_t requests) { bound_ = requests; }

 private:
  void Tune(const RoundTime& round);
  void TuneWithStartUp(const RoundTime& round);
  void Follow(const RoundTime& round);
  void EndTrial(const RoundTime& round);
  uint64_t Wanted(double each) const;
  uint64_t Clamped(double size) const;

  uint64_t requests_max_;
  uint64_t least_;
  bool starts_up_;
  double seconds_max_;  // of a round, all in all
  uint64_t size_;
  uint64_t bound_ = std::numeric_limits<uint64_t>::max();
  uint64_t size_before_ = 0;  // not 0: the next round is a trial after a slow one
  RoundTime slow_;
  size_t rounds_ = 0;
  bool tuned_ = false;
  Pace pace_;
};

}  // namespace seep
