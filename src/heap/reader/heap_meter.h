#pragma once
// Seep's side of the memory shared with libseep_heap.so, behind one interface: the real thing, or a
// fake in tests.

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "model/heap.h"

namespace seep {

// Blocks that one call stack of one process still holds.
struct CensusEntry {
  size_t process = 0;           // index into Census::processes
  std::vector<uint64_t> stack;  // return addresses, innermost first
  double births = 0;
  double blocks = 0;
  double bytes = 0;  // requested
  std::vector<Cohort> cohorts;
};

// All followed blocks at one quiet moment of a site pass.
struct Census {
  std::vector<pid_t> processes;
  std::vector<CensusEntry> entries;
  uint64_t sampled_one_in = 1;
  uint64_t blocks_lost = 0;
  uint64_t processes_lost = 0;
};

class HeapMeter {
 public:
  virtual ~HeapMeter() = default;

  // The file of the shared memory: who outlives Seep removes it.
  virtual const std::string& Path() const = 0;

  // What the target is started with, so that it is counted: LD_PRELOAD (before what the user has
  // there) and the path of the shared memory.
  virtual std::vector<std::pair<std::string, std::string>> Environment() const = 0;

  // Reads the counters of these processes, at a quiet moment, without stopping them.
  virtual HeapCounts Read(std::span<const pid_t> pids) = 0;

  // From now on blocks of these classes are followed, with their call stacks; what was followed
  // before is forgotten. Errors: kIo, when there is no room for the tables.
  [[nodiscard]] virtual Result<> BeginSitePass(std::span<const size_t> classes,
                                               size_t processes) = 0;
  // Blocks are born in this round from now on; from 1.
  virtual void BeginRound(uint32_t round) = 0;
  virtual Census TakeCensus(std::span<const pid_t> pids) = 0;
  virtual void EndSitePass() = 0;

  // Each process gives free memory back (malloc_trim(3)) when it next allocates or frees.
  virtual void RequestTrim() = 0;
  virtual uint32_t Trimmed() const = 0;  // processes that have, since the last request
};

// Makes the shared memory: a file in /dev/shm (or $TMPDIR, or /tmp), removed when the meter is
// destroyed. Errors: kNotFound (libseep_heap.so is neither beside the program nor in ../lib/seep),
// kUnsupported (its path cannot stand in LD_PRELOAD), kIo.
[[nodiscard]] Result<std::unique_ptr<HeapMeter>> MakeHeapMeter();

}  // namespace seep
