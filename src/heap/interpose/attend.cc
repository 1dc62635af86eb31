#include "heap/interpose/attend.h"

#include "heap/interpose/follow.h"
#include "heap/interpose/next.h"
#include "heap/interpose/state.h"

namespace seep::heap {
namespace {

class Busy {
 public:
  Busy() { thread.busy = true; }
  ~Busy() { thread.busy = false; }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;
};

// Once a process for each request, by whichever of its threads comes first.
void Trim(Slot& slot) {
  slot.attention.fetch_and(~uint32_t{kTrim});
  Region& region = *state.region.load();
  const uint32_t asked = region.trim.load();
  if (state.trimmed.exchange(asked) == asked) return;
  if (next.malloc_trim != nullptr) next.malloc_trim(0);
  region.trimmed.fetch_add(1);
}

}  // namespace

[[gnu::noinline]] void AttendBirth(Slot& slot, const void* block, size_t requested, size_t usable,
                                   const void* caller) noexcept {
  if (thread.busy) return;
  const ErrnoKeeper keeper;
  const Busy busy;
  const uint32_t attention = slot.attention.load();
  if ((attention & kTrim) != 0) Trim(slot);
  if ((attention & kFollowBlocks) != 0) FollowBirth(block, requested, usable, caller);
}

[[gnu::noinline]] void AttendDeath(Slot& slot, const void* block, size_t usable) noexcept {
  const ErrnoKeeper keeper;
  const uint32_t attention = slot.attention.load();
  if ((attention & kFollowBlocks) != 0) ForgetBlock(block, usable);
  if ((attention & kTrim) == 0 || thread.busy) return;
  const Busy busy;
  Trim(slot);
}

}  // namespace seep::heap
