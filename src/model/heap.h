#pragma once
// What was counted inside the target's processes: live heap blocks, and where they come from.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/verdict.h"

namespace seep {

// Live blocks of one size class, summed over the counted processes.
struct HeapClass {
  size_t index = 0;              // heap/format/size_class.h
  int64_t usable_bytes_max = 0;  // the largest block of the class
  int64_t blocks = 0;            // live
  int64_t usable_bytes = 0;      // live, as malloc_usable_size(3) gives them
  int64_t allocations = 0;       // ever
  int64_t requested_bytes = 0;   // by all allocations ever
};

// Live heap at one quiet moment. A forked child counts from its fork on, so blocks that it inherits
// are its parent's alone, and its own numbers may be negative.
struct HeapCounts {
  std::vector<HeapClass> classes;  // those ever used, by index
  int64_t blocks = 0;
  int64_t usable_bytes = 0;
  int64_t allocations = 0;       // ever
  int64_t mapped_bytes = 0;      // mmap - munmap by the program, not the allocator's own
  int64_t pooled_bytes = 0;      // of a runtime's pool, in none of the other numbers
  int64_t processes = 0;         // that are counted, and have allocated
  int64_t processes_unseen = 0;  // of the tree, that are not: why is in `unseen`
  std::string
      unseen;  // one sentence about the first of them: "haproxy (pid 7) is linked statically"
  uint64_t threads_lost = 0;  // not counted, for want of room: the numbers are incomplete

  // Every process of the tree is counted, whole: the number can be judged.
  bool Complete() const { return processes > 0 && processes_unseen == 0 && threads_lost == 0; }
  // Takes a runtime's pool of blocks of so many usable bytes out: all of their class, where few of
  // other sizes are among them. What leaks in that class would soon be more.
  void LeaveOutPool(int64_t block_bytes);
};

// A file mapped into the target, for profiles.
struct Module {
  std::string path;      // "[vdso]", or empty for memory without a file
  std::string build_id;  // lowercase hexadecimal; empty if it has none
  uint64_t start = 0;    // of its executable mapping in the first process that had it
  uint64_t limit = 0;
  uint64_t file_offset = 0;
};

// One function in a call stack. An address inside inlined functions has several, innermost first.
struct Frame {
  uint64_t address = 0;        // in the process, of the call (return address - 1)
  size_t module = SIZE_MAX;    // index into SitePass::modules; SIZE_MAX: in none
  uint64_t module_offset = 0;  // address in the module's file view: address - start + file_offset
  std::string function;        // demangled; empty if unknown
  std::string linkage_name;    // "_ZN…", for tools; empty if unknown or the same
  std::string file;            // of the source, as the compiler was given it; empty if unknown
  int line = 0;                // 0: unknown
  bool inlined = false;        // into the frame after it
  bool own = false;  // code of the target's program, not of a library, nor from a library's header

  // It is a function of a runtime's language, and known by its file alone.
  bool OfRuntime() const { return module == SIZE_MAX && !file.empty(); }
};

// Blocks still live at the end of the site pass, by the round in which they were born.
struct Cohort {
  uint32_t round = 0;  // from 1
  double blocks = 0;
  double bytes = 0;
};

// A call stack that allocates, and what stays of it. Numbers are estimates where blocks were
// sampled.
struct LeakSite {
  std::vector<Frame> stack;  // innermost first
  // What people look for in it (heap/reader/blame.h), as indices.
  size_t top = 0;               // the innermost frame that does more than allocate
  size_t first_own = SIZE_MAX;  // the innermost of the target's own code: the line that leaks
  size_t last_own = SIZE_MAX;   // the outermost of it; SIZE_MAX: there is none
  double births = 0;            // blocks allocated in the pass
  double live_blocks = 0;       // at its end
  double live_bytes = 0;        // requested bytes
  Slope bytes_per_request;
  Slope blocks_per_request;
  double share = 0;    // of the growth of all sites, 0 … 1
  bool grows = false;  // the interval is above zero, and old cohorts survive
  bool in_steps =
      false;  // it does not, but most of the growth is here: a table that doubles now and then
  std::vector<Cohort> cohorts;  // ascending, those with survivors
  // The class of the objects, "byte[]", where a runtime tells it beside the stack: of those that
  // hold the most bytes.
  std::string type;
  // What keeps one of the objects alive, from the root on: "static Leaky.kept,
  // java.util.ArrayList.elementData, []". Empty where the runtime does not tell.
  std::string held_by;
};

// A site pass: call stacks for the size classes that grew.
struct SitePass {
  std::vector<LeakSite> sites;  // that grow first, by bytes per request, largest first
  std::vector<Module> modules;
  uint64_t requests = 0;
  size_t rounds = 0;
  std::vector<int64_t> classes_bytes_max;  // followed: the largest block of each class
  uint64_t sampled_one_in = 1;             // the sparsest sampling there was
  uint64_t blocks_lost = 0;
  uint64_t processes_lost = 0;
  std::string problem;  // why there is nothing, or less than there should be; empty if all is well
};

}  // namespace seep
