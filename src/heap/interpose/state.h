#pragma once
// Everything that the interposer keeps in its process: one struct of globals, one of each thread.
// What is counted is in the memory shared with Seep (heap/format/region.h).

#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "heap/format/region.h"

namespace seep::heap {

// The largest page of the architecture.
#if defined(__x86_64__)
inline constexpr size_t kForkPageBytes = 4096;
#else
inline constexpr size_t kForkPageBytes = 65536;
#endif

struct State {
  // All ones while this process is the one that was set up. A child gets this page as zeros
  // (MADV_WIPEONFORK), by whatever system call it was forked.
  alignas(kForkPageBytes) std::atomic<uintptr_t> unforked;
  std::atomic<uintptr_t> calm;  // all ones, too, if blocks have glibc's header (glibc_chunk.h)

  alignas(kForkPageBytes) std::atomic<uint32_t> resolving;  // 1: begun, by the first who came
  std::atomic<Region*> region;    // null: passive, calls are passed on and nothing is counted
  std::atomic<uint32_t> pid;      // that the slots are claimed for
  uint32_t tables_mapped;         // SiteTables in reach
  bool has_chunks;                // HaveChunkHeaders()
  bool can_count;                 // the allocator is whole, and knows the size of a block
  bool has_key;                   // `thread_end` is valid
  bool can_unwind;                // backtrace(3) is loaded
  bool constructed;               // stacks may be taken
  pthread_key_t thread_end;       // its destructor gives the slot back
  std::atomic<uint32_t> late;     // slots claimed by threads whose destructor has run
  std::atomic<uint64_t> table;    // of the site pass: its number << 32 | index + 1; 0: none found
  std::atomic<bool> claiming;     // a thread looks for a table
  std::atomic<bool> thinning;     // a thread makes room in the table
  std::atomic<uint32_t> trimmed;  // number of the last request to trim that was done
};

struct Thread {
  Slot* slot;  // null: none yet, or none any more
  uint64_t random;
  uint32_t uncounted_calls;  // since no slot was found
  bool lost;                 // no slot was found
  bool ended;                // the destructor has run
  bool on_trial;             // an operator is tried out: it has no slot meanwhile
  bool reached;              // by that operator
  bool busy;                 // recording a stack, or trimming: what that allocates is not followed
};

// Hidden: reached without a detour by the global offset table.
extern constinit State state [[gnu::visibility("hidden")]];
extern constinit thread_local Thread thread [[gnu::visibility("hidden")]];

// The thread's slot, or null when FindSlot has to look: one branch for "no slot yet" and "forked".
inline Slot* OwnSlot() {
  const uintptr_t mask = state.unforked.load(std::memory_order_relaxed);
  return reinterpret_cast<Slot*>(reinterpret_cast<uintptr_t>(thread.slot) & mask);
}

// The thread's slot, if there is nothing to do but to count in it: it has one, this process is the
// one that was set up, Seep asks for nothing, and a block's size class is in its header. Else null.
inline Slot* CalmSlot() {
  const uintptr_t mask = state.calm.load(std::memory_order_relaxed);
  auto* const slot = reinterpret_cast<Slot*>(reinterpret_cast<uintptr_t>(thread.slot) & mask);
  if (__builtin_expect(slot == nullptr, 0)) return nullptr;
  return __builtin_expect(slot->attention.load(std::memory_order_relaxed) == 0, 1) ? slot : nullptr;
}

// A call that succeeds leaves errno as it was, whatever we do on the way.
class ErrnoKeeper {
 public:
  ErrnoKeeper() : kept_(errno) {}
  ~ErrnoKeeper() { errno = kept_; }
  ErrnoKeeper(const ErrnoKeeper&) = delete;
  ErrnoKeeper& operator=(const ErrnoKeeper&) = delete;

 private:
  int kept_;
};

}  // namespace seep::heap
