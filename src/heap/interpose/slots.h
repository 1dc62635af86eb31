#pragma once
// Whose slot is whose.

#include "heap/format/region.h"

namespace seep::heap {

// This process counts from zero from here on, as itself: at the start, after exec and in a child.
void BeginProcess() noexcept;

// The calling thread's slot, claimed if need be; null when nothing is to be counted. errno is kept.
Slot* FindSlot() noexcept;

// Destructor of State::thread_end: another thread may go on in the slot.
void EndThread(void* unused) noexcept;

}  // namespace seep::heap
