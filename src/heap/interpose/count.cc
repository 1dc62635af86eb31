#include "heap/interpose/count.h"

#include "heap/interpose/free.h"

namespace seep::heap {

[[gnu::noinline]] void* CountLargeBirth(Slot& slot, void* block, size_t requested) noexcept {
  AddBirth(slot, requested, next.malloc_usable_size(block));
  return block;
}

[[gnu::noinline]] void FreeAttended(void* block) noexcept {
  if (InArena(block)) return;
  CountDeath(block);
  next.free(block);
}

}  // namespace seep::heap
