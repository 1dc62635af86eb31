#pragma once
// A site pass acted out: blocks that a made-up server allocates and frees, request by request.

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <vector>

#include "heap/reader/site_growth.h"

namespace seep {

struct LiveBlock {
  uint32_t round = 0;
  double bytes = 0;
};
using LiveBlocks = std::deque<LiveBlock>;

struct Moment {
  size_t request = 0;  // from 0
  uint32_t round = 0;  // from 1
};

// What a request does to the blocks of one site.
using OnRequest = std::function<void(const Moment&, LiveBlocks&)>;

struct ActedPass {
  std::vector<double> requests;  // until the end of each round
  SiteHistory history;
};

// `leave` acts at the end of each round, before the blocks are counted.
inline ActedPass Act(size_t rounds, size_t requests_a_round, const OnRequest& on_request,
                     const OnRequest& leave = nullptr) {
  ActedPass pass;
  LiveBlocks live;
  Moment moment;
  for (moment.round = 1; moment.round <= rounds; ++moment.round) {
    for (size_t i = 0; i < requests_a_round; ++i, ++moment.request) on_request(moment, live);
    if (leave) leave(moment, live);
    double bytes = 0;
    for (const LiveBlock& block : live) bytes += block.bytes;
    pass.requests.push_back(static_cast<double>(moment.request));
    pass.history.blocks.push_back(static_cast<double>(live.size()));
    pass.history.bytes.push_back(bytes);
  }
  std::map<uint32_t, Cohort> cohorts;
  for (const LiveBlock& block : live) {
    Cohort& cohort = cohorts[block.round];
    cohort.round = block.round;
    cohort.blocks += 1;
    cohort.bytes += block.bytes;
  }
  for (const auto& [round, cohort] : cohorts) pass.history.cohorts.push_back(cohort);
  return pass;
}

}  // namespace seep
