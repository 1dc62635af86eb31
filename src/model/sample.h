#pragma once
// What the meters read at one quiet moment.

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/heap.h"
#include "model/runtime.h"

namespace seep {

// Bytes of one process, or summed over a tree. Sources: proc(5), /proc/PID/smaps_rollup.
struct MemoryBytes {
  int64_t anonymous = 0;  // Anonymous: private and shared anonymous pages in memory
  int64_t swap = 0;       // Swap: anonymous pages swapped out
  int64_t lazy_free = 0;  // LazyFree: MADV_FREE'd pages that the kernel has not taken back yet
  int64_t pss = 0;        // Pss: resident pages, shared ones divided by their sharers
  int64_t rss = 0;        // Rss: resident pages. Shown, never judged
  int64_t shmem = 0;      // Pss_Shmem: shared memory and tmpfs
  int64_t file = 0;       // Pss_File: file-backed pages

  // The judged number: anonymous memory that the process still holds, in memory or swapped out.
  int64_t Held() const { return anonymous + swap - lazy_free; }
  MemoryBytes& operator+=(const MemoryBytes& other);
};

// Open descriptors by what they refer to (readlink of /proc/PID/fd/N).
struct DescriptorCounts {
  int64_t files = 0;
  int64_t sockets = 0;
  int64_t pipes = 0;
  int64_t other = 0;  // eventfd, epoll, timerfd, memfd …
  int64_t Total() const { return files + sockets + pipes + other; }
  DescriptorCounts& operator+=(const DescriptorCounts& other_counts);
};

struct ProcessSample {
  pid_t pid = 0;
  uint64_t start_ticks =
      0;             // /proc/PID/stat starttime: tells a process from a later one with its pid
  std::string name;  // /proc/PID/comm
  MemoryBytes memory;
  DescriptorCounts descriptors;
  int64_t descriptors_max = 0;  // it may have (RLIMIT_NOFILE, soft); 0: not known
  int64_t threads = 0;
  int64_t mappings = 0;
  double cpu_seconds = 0;
};

// Held bytes (Anonymous + Swap - LazyFree) by kind of mapping (/proc/PID/smaps), summed over the
// tree.
struct MappingBytes {
  std::string name;  // "[heap]", "[anon]", "[stack]", "thread stacks", or the file's path
  int64_t bytes = 0;
};

struct Sample {
  double seconds = 0;        // since the run began
  uint64_t requests = 0;     // sent so far
  uint64_t failed = 0;       // of these, without what their shape asks for: an answer mostly
  uint64_t connections = 0;  // opened so far
  bool quiet = true;         // false: the target was still busy when the bound ran out
  std::vector<ProcessSample> processes;
  std::vector<MappingBytes> mappings;  // empty unless asked for
  std::optional<HeapCounts> heap;      // counted inside the processes; nothing if that is off
  std::optional<RuntimeHeap> runtime;  // as the runtimes say; nothing where they were not asked
  std::optional<int64_t> goroutines;   // counted without a collection, where that was not asked for

  // What growth is counted by: a server that has no room for a request keeps nothing of it.
  uint64_t Answered() const { return requests - failed; }
  MemoryBytes Memory() const;  // sums over the processes
  DescriptorCounts Descriptors() const;
  int64_t Threads() const;
  int64_t Mappings() const;
  double CpuSeconds() const;
};

}  // namespace seep
