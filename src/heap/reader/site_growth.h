#pragma once
// Does one call stack hold more with every request?

#include <span>
#include <vector>

#include "model/heap.h"

namespace seep {

// What one site held, in a pass of R rounds.
struct SiteHistory {
  std::vector<double> blocks;        // live at the end of each round: R values
  std::vector<double> bytes;         // likewise
  std::vector<Cohort> cohorts = {};  // live at the end of the last round
  double sampled_one_in = 1;         // what one followed block stands for
};

struct SiteGrowth {
  Slope blocks_per_request;
  Slope bytes_per_request;
  bool grows = false;
  // By which it is ranked: the estimate, or where it fills up or turns over, the pace of the last
  // third of the rounds.
  double lasting_bytes_per_request = 0;
};

// `requests`: sent until the end of each round, ascending, R values. ranking.h says what `grows`
// means. With fewer than four rounds nothing grows: there is no interval.
SiteGrowth GrowthOf(std::span<const double> requests, const SiteHistory& history);

}  // namespace seep
