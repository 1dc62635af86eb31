#pragma once
// Writes what the table holds for Seep, which reads it in src/runtime/jvm/jvm_sites.h. Fields are
// separated by tabs:
//
//   seep-jvm-sites 1
//   missed 0
//   site Leaky$Visit 10:160 12:192    objects and bytes of each round that live
//   frame Leaky keep Leaky.java 50    the innermost first; "?" and 0 where nothing is known
//   root static                       what holds one of them: holders.h, for the heaviest sites
//   held Leaky kept
//   end

#include "runtime/jvm_agent/jvmti.h"
#include "runtime/jvm_agent/site_table.h"

namespace seep {

// `names` are those of the classes, `rounds` how many there were. False when the file cannot be
// written; it has to be there.
bool DumpJvmSites(jvmti::Tools tools, jvmti::Native native, const JvmSiteTable& table,
                  const char* const* names, size_t rounds, int64_t missed, const char* path);

}  // namespace seep
