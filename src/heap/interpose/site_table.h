#pragma once
// This process's table of the site pass.

#include "heap/format/region.h"

namespace seep::heap {

// The table of the pass that goes on, claimed if need be; null if there is none to be had.
SiteTable* OwnTable() noexcept;

// The same without claiming.
SiteTable* ClaimedTable() noexcept;

// Empties the tables of a process that had this pid before.
void ReleaseTables(Region& region, uint32_t pid) noexcept;

}  // namespace seep::heap
