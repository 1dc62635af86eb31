#pragma once
// From the tables of a site pass to how many blocks each call stack still holds.

#include <sys/types.h>

#include <cstdint>

#include "heap/format/region.h"
#include "heap/reader/heap_meter.h"

namespace seep {

// Adds the table of one process to the census. `rounds`: the current round; blocks of later ones
// are not believed. Whatever stands in the table, nothing outside it is read.
void AddTable(heap::SiteTable& table, pid_t pid, uint32_t rounds, Census& census);

// Makes a table free for another process: its entries first, its owner last.
void FreeTable(heap::SiteTable& table);

}  // namespace seep
