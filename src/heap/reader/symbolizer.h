#pragma once
// From addresses of the target to functions, files and lines.

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "heap/reader/debug_info.h"
#include "heap/reader/modules.h"
#include "heap/reader/origin.h"
#include "model/heap.h"

namespace seep {

// Never fails: of what cannot be read it gives module and offset, of what is in no file the
// address. Modules are opened when an address in them is first asked for, so that should be done
// while the processes live; later, deleted files and those of other mount namespaces are out of
// reach. May be slow: seconds for debug information of hundreds of megabytes, more when
// $DEBUGINFOD_URLS is set. One thread at a time.
class Symbolizer {
 public:
  // Places that are kept; what is beyond is looked up anew each time.
  static constexpr size_t kCachedPlacesMax = size_t{1} << 16;

  // `table` is referred to and may grow. Notes what the processes execute: these programs are the
  // target's own (heap/reader/origin.h).
  Symbolizer(const ModuleTable& table, std::span<const pid_t> processes);
  ~Symbolizer();
  Symbolizer(const Symbolizer&) = delete;
  Symbolizer& operator=(const Symbolizer&) = delete;

  // `call` is the place of a return address - 1: the return address itself is that of the
  // instruction after the call, which may belong to another line or function.
  // The function there, preceded by those inlined at that place, innermost first: at least one.
  std::vector<Frame> At(CodePlace call);
  // Puts these in the place of each frame of the stack, which has an address and a place in a
  // module (heap/reader/ranking.h), and says who is to blame.
  void Symbolize(LeakSite& site);

  // The table's modules, with their build-ids.
  std::vector<Module> Modules();

 private:
  struct Opened {
    std::unique_ptr<DebugInfo> info;  // null if it cannot be read
    bool own = false;
  };
  Opened& Open(size_t module);
  std::vector<Frame> Find(CodePlace call);

  const ModuleTable& table_;
  std::vector<pid_t> processes_;
  ProgramFiles programs_;
  std::map<size_t, Opened> opened_;
  std::map<CodePlace, std::vector<Frame>> cache_;
};

}  // namespace seep
