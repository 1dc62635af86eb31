#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "heap/interpose/site_table.h"
#include "heap/interpose/slots.h"
#include "heap/interpose/state.h"

namespace seep::heap {
namespace {

constexpr size_t kNone = kSlots;
constexpr uint32_t kCallsToRetry = 4096;  // without a slot, until the next search for one

uint32_t OwnPid() { return static_cast<uint32_t>(getpid()); }
uint32_t OwnTid() { return static_cast<uint32_t>(syscall(SYS_gettid)); }

bool IsProcessGone(uint32_t pid) { return kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH; }
bool IsThreadGone(uint32_t pid, uint32_t tid) {
  return syscall(SYS_tgkill, pid, tid, 0) != 0 && errno == ESRCH;
}

// Takes the first slot whose owner `may_take`, by compare-and-swap.
template <class MayTake>
size_t Take(Region& region, uint64_t as, MayTake may_take) {
  for (size_t index = 0; index < kSlots; ++index) {
    uint64_t owner = region.owners[index].load(std::memory_order_relaxed);
    if (may_take(owner) &&
        region.owners[index].compare_exchange_strong(owner, as, std::memory_order_acq_rel))
      return index;
  }
  return kNone;
}

size_t TakeEnded(Region& region, uint64_t self) {
  const uint64_t ended = MakeOwner(PidOf(self), 0);
  return Take(region, self, [ended](uint64_t owner) { return owner == ended; });
}

size_t TakeFree(Region& region, uint64_t self) {
  return Take(region, self, [](uint64_t owner) { return owner == 0; });
}

// Threads of ours that are gone without EndThread: they allocated or freed after it.
size_t TakeGone(Region& region, uint64_t self) {
  const uint32_t pid = PidOf(self);
  return Take(region, self, [pid](uint64_t owner) {
    return PidOf(owner) == pid && TidOf(owner) != 0 && IsThreadGone(pid, TidOf(owner));
  });
}

void Empty(Slot& slot) { std::memset(static_cast<void*>(&slot), 0, sizeof slot); }

size_t TakeDead(Region& region, uint64_t self) {
  const size_t index = Take(region, kEmptying, [](uint64_t owner) {
    return owner != 0 && owner != kEmptying && IsProcessGone(PidOf(owner));
  });
  if (index == kNone) return kNone;
  Empty(region.slots[index]);
  region.owners[index].store(self, std::memory_order_release);
  return index;
}

size_t TakeSlot(Region& region, uint64_t self) {
  size_t index = TakeEnded(region, self);
  if (index == kNone && state.late.load() != 0) {
    index = TakeGone(region, self);
    if (index != kNone && state.has_key) state.late.fetch_sub(1);
  }
  if (index == kNone) index = TakeFree(region, self);
  if (index == kNone) index = TakeGone(region, self);
  if (index == kNone) index = TakeDead(region, self);
  return index;
}

// Seep writes the header first and then each slot: whichever way the two meet, the slot ends up
// with what Seep asks for now. A request to trim stands in slots alone, and stays.
void CopyAttention(const Region& region, Slot& slot) {
  uint32_t asked = region.attention.load();
  for (;;) {
    slot.attention.fetch_or(asked);
    slot.attention.fetch_and(asked | kTrim);
    const uint32_t now = region.attention.load();
    if (now == asked) return;
    asked = now;
  }
}

void LoseThread(Region& region) {
  if (!thread.lost) region.threads_lost.fetch_add(1);
  thread.lost = true;
  thread.uncounted_calls = 0;
}

Slot* ClaimSlot(Region& region) {
  const uint32_t pid = state.pid.load();
  if (OwnPid() != pid) return nullptr;  // a child of vfork(2), in its parent's memory
  const size_t index = TakeSlot(region, MakeOwner(pid, OwnTid()));
  if (index == kNone) {
    LoseThread(region);
    return nullptr;
  }
  CopyAttention(region, region.slots[index]);
  if (thread.slot != nullptr) {  // a signal handler came in between, and has claimed one
    region.owners[index].store(MakeOwner(pid, 0), std::memory_order_release);
    return thread.slot;
  }
  thread.slot = &region.slots[index];
  thread.lost = false;
  if (thread.ended) state.late.fetch_add(1);
  // May allocate, for a key that is not among the first: that is counted in the slot by now.
  if (state.has_key) pthread_setspecific(state.thread_end, &thread);
  return thread.slot;
}

// Slots of this pid are of a program that called exec, or of a dead namesake.
void ReleaseNamesakes(Region& region, uint32_t pid) {
  for (size_t index = 0; index < kSlots; ++index) {
    uint64_t owner = region.owners[index].load(std::memory_order_relaxed);
    if (PidOf(owner) != pid || owner == kEmptying) continue;
    if (!region.owners[index].compare_exchange_strong(owner, kEmptying)) continue;
    Empty(region.slots[index]);
    region.owners[index].store(0, std::memory_order_release);
  }
}

}  // namespace

// Of the parent's threads only the one that forked lives here, so nobody else's Thread matters.
void BeginProcess() noexcept {
  Region& region = *state.region.load();
  const uint32_t pid = OwnPid();
  ReleaseNamesakes(region, pid);
  ReleaseTables(region, pid);
  state.pid.store(pid);
  state.late.store(state.has_key ? 0 : 1);
  state.table.store(0);
  state.claiming.store(false);
  state.thinning.store(false);
  state.trimmed.store(0);
  thread.slot = nullptr;
  thread.lost = false;
  state.unforked.store(~uintptr_t{0});
  state.calm.store(state.has_chunks ? ~uintptr_t{0} : 0);
}

[[gnu::noinline]] Slot* FindSlot() noexcept {
  if (thread.on_trial) {
    thread.reached = true;
    return nullptr;
  }
  Region* const region = state.region.load(std::memory_order_acquire);
  if (region == nullptr) return nullptr;
  const ErrnoKeeper keeper;
  if (state.unforked.load() == 0) BeginProcess();
  if (thread.slot != nullptr) return thread.slot;
  if (thread.lost && ++thread.uncounted_calls < kCallsToRetry) return nullptr;
  return ClaimSlot(*region);
}

void EndThread(void* /*unused*/) noexcept {
  Slot* const slot = thread.slot;
  thread.slot = nullptr;
  thread.ended = true;
  Region* const region = state.region.load();
  if (slot == nullptr || state.unforked.load() == 0) return;  // a child's: the slot is its parent's
  const ErrnoKeeper keeper;
  const uint32_t pid = state.pid.load();
  uint64_t owner = MakeOwner(pid, OwnTid());
  region->owners[slot - region->slots].compare_exchange_strong(owner, MakeOwner(pid, 0),
                                                               std::memory_order_acq_rel);
}

}  // namespace seep::heap
