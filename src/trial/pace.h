#pragma once
// What the latest rounds say of a server's pace.

#include <cstddef>
#include <cstdint>
#include <deque>

namespace seep {

// One round of traffic and the reading after it.
struct RoundTime {
  uint64_t requests = 0;
  double seconds = 0;       // of traffic
  double rest_seconds = 0;  // of waiting for quiet and reading
};

// A round of n requests takes fixed + each * n seconds. All is estimated from the latest rounds by
// medians, so that one slow round among them is an outlier.
class Pace {
 public:
  static constexpr size_t kRounds = 5;

  void Add(const RoundTime& round);
  // What was seen of the server's pace so far holds no more; what is fixed, and the rest, stay.
  void Forget() { rounds_.clear(); }
  bool Full() const { return rounds_.size() >= kRounds; }

  // Takes the line through the rounds: what of them is fixed, and takes no longer with more
  // requests. It stays as it was without rounds of two sizes.
  void FitFixed();

  double fixed() const { return fixed_; }
  double Each() const;  // above 0; there is a round
  double EachOf(const RoundTime& round) const;
  double Rest() const;  // 0 before any round

 private:
  std::deque<RoundTime> rounds_;  // at most kRounds
  std::deque<double> rests_;      // likewise
  double fixed_ = 0;
};

}  // namespace seep
