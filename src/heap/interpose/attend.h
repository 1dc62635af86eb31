#pragma once
// What Seep asks for besides counting: Slot::attention is not 0. errno is kept.

#include <cstddef>

#include "heap/format/region.h"

namespace seep::heap {

void AttendBirth(Slot& slot, const void* block, size_t requested, size_t usable,
                 const void* caller) noexcept;
void AttendDeath(Slot& slot, const void* block, size_t usable) noexcept;

}  // namespace seep::heap
