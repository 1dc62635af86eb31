#pragma once
// Which call stacks hold more memory with every request. A pure function of what was counted.

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "heap/reader/heap_meter.h"
#include "heap/reader/modules.h"
#include "model/heap.h"

namespace seep {

// What lived at the end of one round of a site pass.
struct RoundCensus {
  double requests = 0;  // sent since the pass began: more than at the round before
  Census census;
};

// The place of an address of a process: ModuleTable::Locate. Sites of several processes, or of one
// process and its successor, are the same when all places of their stacks are.
using Locate = std::function<CodePlace(pid_t, uint64_t address)>;

// All sites with blocks alive at the end of some round, merged over the processes. `rounds` holds
// every round of the pass, from round 1 on, in order.
//
// A site grows when
//   - its live blocks or its live bytes have a slope whose interval (95 %) is above zero: in all
//     rounds, or in the last 60 % of them (what fills up at first may hide a leak), or else
//     counting the blocks that have survived for a quarter of the rounds, where those that come and
//     go are noise;
//   - it does not slow down: the last third of the rounds gained at least half of what the first
//     third did, as far as so few blocks can tell;
//   - blocks of old rounds survive. When they do not, the site is a bounded cache or a ring, unless
//     its blocks are replaced by ever larger ones.
// The first round is left out: what a server holds at any time is allocated anew in it. What is
// still filling up when the pass ends cannot be told from a leak: more rounds would.
//
// Order: sites that grow, then the others, each by bytes a request, largest first. What fills up or
// turns over counts there by what it gained in the last third of the rounds. Growth by one or two
// steps (a table that doubles) is not said to grow, but comes before all that does not. One that
// grew in one step, and holds one block, has no pace, and no share of the growth. A site whose
// blocks have no bytes is left out beside one that grows. Stacks have
// address (return address - 1, in a process that had the site), module and module_offset; the rest
// of a Frame is the symbolizer's.
std::vector<LeakSite> RankSites(std::span<const RoundCensus> rounds, const Locate& locate);

}  // namespace seep
