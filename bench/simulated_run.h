#pragma once
// One simulated run: what the server does without a leak, a leak beside it, and the looks that a
// run takes at them. For verdict_simulation.

#include <cstddef>
#include <string>

#include "model/verdict.h"
#include "simulated_classes.h"

namespace seep {

struct Leak {
  std::string name;
  double bytes = 0;     // each time
  double every = 1;     // requests
  bool bursts = false;  // in a fifth of the rounds, at random; each has more or less of it
  double Rate() const { return bytes / every; }
};

struct PlayedRun {
  Outcome outcome = Outcome::kInconclusive;
  size_t rounds = 0;              // until then
  double own_bytes = 0;           // by which it varies without the leak, over kRounds
  double two_readings_bytes = 0;  // between the first request and request 30,000
};

PlayedRun PlaySeries(const Class& of, const Leak& leak, Random& random);

// A whole run, by the code of `seep run` on a server that is a formula: that memory grows with time
// shows only in rounds without requests. By 10 KB/s to 1 MB/s, evenly over the logarithm, beside a
// leak with each `leak.every`-th of about 7,000 requests/s.
PlayedRun PlayGrowthWithTime(const Leak& leak, Random& random);

}  // namespace seep
