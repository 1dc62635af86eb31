#pragma once
// Call stacks as a profile for `go tool pprof`, Pyroscope, speedscope and their kin.

#include <string>

#include "model/heap.h"

namespace seep {

// A gzipped profile.proto (github.com/google/pprof, proto/profile.proto). A sample for each site
// that holds blocks at the end of the pass or grows, with three values:
//   inuse_objects/count  live blocks
//   inuse_space/bytes    live bytes as requested; shown by default
//   growth_space/bytes   growth over the pass: bytes a request × its requests; 0 of a site that
//   does
//                        not grow. The comments tell the requests
// Stacks begin at LeakSite::top, without the allocators. Every location has a mapping: "[unknown]"
// for code outside of files. A function without a name is called by its place, as
// "libz.so.1+0x4a10".
std::string PprofProfile(const SitePass& pass);

}  // namespace seep
