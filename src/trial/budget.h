#pragma once
// How much a run may still send, and for how long.

#include "base/clock.h"
#include "model/run_result.h"

namespace seep {

// Of time and of requests: plan.time_max and plan.requests_max, and plan.time_more for a run that
// is undecided when these are used up and that more requests may decide.
class Budget {
 public:
  Budget(const Plan& plan, RunResult& result) : plan_(plan), result_(result) {}

  // Of the time or the requests, whichever is used up further. Above 1 in the time that an
  // undecided run has more.
  double Share(double elapsed) const;
  // Of what the run has now, as people are shown it: 0 … 1.
  double ShownShare(double elapsed) const;
  // Of all that it may come to, with the time that an undecided run has more: 0 … 1.
  double WholeShare(double elapsed) const;
  double SecondsLeftOfAll(double elapsed) const;
  // Is there any left? The run is judged where that decides whether it gets more time.
  bool Left(double elapsed);
  bool HasMoreTime() const { return more_time_; }

 private:
  double RequestShare() const;
  milliseconds TimeMax() const;
  double WholeSeconds() const;
  bool IsWorthMore(double elapsed);

  const Plan& plan_;
  RunResult& result_;
  bool more_time_ = false;
};

}  // namespace seep
