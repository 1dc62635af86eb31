#pragma once
// Call stacks for flame graphs: flamegraph.pl, inferno, speedscope.

#include <string>

#include "model/heap.h"

namespace seep {

// One line a stack, outermost frame first: "main;Server::Handle;Cache::Add 4096\n", with the live
// bytes at the end of the pass. Stacks that read alike are one line; those that hold nothing are
// left out; lines are sorted. Stacks end at LeakSite::top, without the allocators. The format has
// no escapes: semicolons in names become commas, control characters spaces. A function without a
// name is called by its place, as "libz.so.1+0x4a10".
std::string FoldedStacks(const SitePass& pass);

}  // namespace seep
