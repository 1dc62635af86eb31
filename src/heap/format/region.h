#pragma once
// The memory that Seep shares with the processes it counts in: one file, made by Seep, mapped by
// libseep_heap.so in each of them. docs/heap.md describes it.
//
//   Region                      the header: what Seep asks for
//     owners[kSlots]            whose each slot is
//     slots[kSlots]             counters, one writer each
//   SiteTable[kTables]          at kTablesOffset; the file is that long only for a site pass
//
// Only Seep makes and resizes the file; pages that the targets write are allocated before
// (fallocate(2)), so that a full disk is no SIGBUS in a target. All of it is zero at first, and
// zero is a valid state. Nothing here is trusted by Seep: a target can write what it likes into it.
//
// Writers never wait: a counter has one writing thread, an entry of a table is taken by
// compare-and-swap, and what does not fit is counted as lost.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "heap/format/size_class.h"

namespace seep::heap {

inline constexpr char kRegionVariable[] = "SEEP_HEAP_REGION";  // the path of the file
inline constexpr uint64_t kMagic = 0x3150414548504545;         // "EEPHEAP1"
inline constexpr uint32_t kVersion = 2;

// Blocks of one size class, counted by one thread. Live blocks: allocations - frees, summed over
// all slots of a process (a block may be freed by another thread, or in a forked child, so one
// slot's difference may be negative).
struct ClassCounts {
  int64_t allocations;
  int64_t frees;
  int64_t requested_bytes;  // of all allocations: what was asked for. Never goes down
  int64_t excess_bytes;  // live: malloc_usable_size over the class's usual bytes, see UsableBytes
};

// Live usable bytes: malloc_usable_size of allocations - of frees. glibc's blocks of up to 1 KiB
// all have the usual size of their class, so that counting one is counting its bytes.
constexpr int64_t UsableBytes(size_t index, const ClassCounts& counts) {
  return (counts.allocations - counts.frees) * UsualBytes(index) + counts.excess_bytes;
}

// Calls by the program and its libraries, not those that the allocator makes inside libc.
struct MappingCounts {
  int64_t mapped_bytes;  // mmap - munmap, mremap's growth: whole pages, of any kind
  int64_t mmaps;
  int64_t munmaps;
  int64_t brk_bytes;  // brk, sbrk
};

enum Attention : uint32_t {
  kFollowBlocks = 1,  // a site pass is going on
  kTrim = 2,          // malloc_trim(3) at the next call
};

// One thread's counters. A slot outlives its thread: the next thread of the process goes on
// counting in it.
struct alignas(64) Slot {
  std::atomic<uint32_t> attention;  // Attention, set by Seep in each slot and in the header
  uint32_t reserved;
  MappingCounts mappings;
  ClassCounts classes[kClassCount];
};

// Who counts in a slot: the pid in the upper half, the tid in the lower. 0: nobody. Tid 0: a thread
// of that process that has ended; its counts still count, and another thread of the process may
// take the slot over.
using Owner = std::atomic<uint64_t>;
constexpr uint64_t MakeOwner(uint32_t pid, uint32_t tid) { return uint64_t{pid} << 32 | tid; }
constexpr uint32_t PidOf(uint64_t owner) { return static_cast<uint32_t>(owner >> 32); }
constexpr uint32_t TidOf(uint64_t owner) { return static_cast<uint32_t>(owner); }
// Owner of a slot that is being emptied, by Seep or by a process that found its owner dead.
inline constexpr uint64_t kEmptying = ~uint64_t{0};

inline constexpr size_t kSlots = 1024;
inline constexpr size_t kClassMaskWords = (kClassCount + 63) / 64;

struct Region {
  uint64_t magic;
  uint32_t version;
  uint32_t bytes;  // sizeof(Region): both sides were built alike

  // Asked for by Seep.
  std::atomic<uint32_t> attention;  // what a new slot begins with
  std::atomic<uint32_t> pass;       // number of the site pass, from 1
  std::atomic<uint32_t> round;      // of the site pass, from 1: blocks remember it
  std::atomic<uint32_t> tables;     // how many SiteTables the file has room for
  std::atomic<uint32_t> trim;       // number of the request to trim, from 1
  std::atomic<uint64_t> class_mask[kClassMaskWords];  // classes whose blocks are followed

  // Told by the targets.
  std::atomic<uint32_t> trimmed;         // processes that have trimmed
  std::atomic<uint64_t> threads_lost;    // threads that found no slot: counts are incomplete
  std::atomic<uint64_t> processes_lost;  // processes that found no table in a site pass

  alignas(64) Owner owners[kSlots];
  Slot slots[kSlots];
};

// ---- the site pass ----

inline constexpr size_t kFrames = 48;
inline constexpr size_t kSites = 4096;              // call stacks of a process
inline constexpr size_t kBlocks = size_t{1} << 18;  // live blocks of a process
inline constexpr size_t kProbes =
    64;  // entries that are tried for a block or a site, from its hash
inline constexpr size_t kTables = 32;  // processes followed at once

// A call stack that allocated, return addresses, innermost first, without our own frames.
struct Site {
  std::atomic<uint64_t> hash;   // of the frames; 0: free
  std::atomic<uint32_t> depth;  // frames; 0 until they are written
  uint32_t reserved;
  std::atomic<uint64_t> births;  // blocks allocated here and followed, weighted
  uint64_t frames[kFrames];
};

inline constexpr uint64_t kFreedBlock = 1;  // Block::address of an entry that was in use once

// A live block. Written by the thread that allocates it, between taking the entry and publishing
// the address; an entry whose `site` is 0 is being written.
struct Block {
  std::atomic<uint64_t> address;  // 0: never used
  uint64_t requested_bytes;
  std::atomic<uint32_t> site;  // index + 1
  uint32_t round;              // that it was born in
  uint32_t usable_bytes;       // at most 4 GiB - 1
  uint32_t weight_shift;       // stands for 2^weight_shift blocks
};

// Followed blocks of one process. When entries run out, one block in two is followed, then one in
// four …, chosen at random.
struct alignas(4096) SiteTable {
  std::atomic<uint64_t> owner;         // MakeOwner(pid, pass): of an older pass, it is free
  std::atomic<uint32_t> weight_shift;  // one block in 2^weight_shift is followed
  uint32_t reserved;
  std::atomic<uint64_t> blocks_lost;  // should have been followed and were not: no entry free
  std::atomic<uint64_t> sites_lost;   // blocks whose stack found no room among the sites
  Site sites[kSites];
  Block blocks[kBlocks];
};

inline constexpr size_t kTablesOffset = (sizeof(Region) + 4095) / 4096 * 4096;
inline constexpr size_t kRegionBytesMax = kTablesOffset + kTables * sizeof(SiteTable);

static_assert(std::atomic<uint64_t>::is_always_lock_free);
static_assert(std::is_standard_layout_v<Region> && std::is_standard_layout_v<SiteTable>);

}  // namespace seep::heap
