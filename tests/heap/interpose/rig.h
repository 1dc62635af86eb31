#pragma once
// The memory that Seep would share, and probes that count in it: small programs that do one thing
// (probe.cc lists them) between two marks, and stand still at each mark.

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/fd.h"
#include "heap/format/region.h"

namespace seep::heap {

// Blocks of one class, or of all: ClassCounts with its bytes worked out.
struct BlockCounts {
  int64_t allocations;
  int64_t frees;
  int64_t requested_bytes;
  int64_t usable_bytes;
};

// Sums over slots.
struct Counts {
  MappingCounts mappings{};
  BlockCounts classes[kClassCount]{};
  size_t slots = 0;

  BlockCounts Total() const;
  // Of the class that a block of this size is in, in glibc's heap: 8 bytes more, whole 16.
  const BlockCounts& OfSize(size_t requested) const { return classes[ClassOf(requested + 8)]; }
};
Counts operator-(const Counts& after, const Counts& before);

// A file as Seep makes it, with room for `tables`; removed at the end.
class SharedRegion {
 public:
  explicit SharedRegion(size_t tables = 0);
  SharedRegion(const SharedRegion&) = delete;
  SharedRegion& operator=(const SharedRegion&) = delete;
  ~SharedRegion();

  const std::string& path() const { return path_; }
  Region& header() { return *region_; }
  SiteTable& table(size_t index);
  SiteTable* TableOf(pid_t pid);  // null if it has none
  Counts Of(pid_t pid) const;

  // What Seep does to begin a site pass of these sizes (as OfSize), and to ask for a trim.
  void BeginPass(const std::vector<size_t>& sizes);
  void Attend(uint32_t attention);

 private:
  std::string path_;
  size_t bytes_;
  Region* region_;
};

struct ProbeOptions {
  std::string program = "probe";
  std::vector<std::string> preload = {};  // paths, behind libseep_heap.so
  std::vector<std::string> variables = {};
};

std::string ProbePath(const std::string& name);  // a program or library of the tests
std::string InterposerPath();
std::string FindLibrary(const std::string& name);  // where libraries are installed; empty: nowhere

// A started probe, at its first mark. The destructor kills it.
class Probe {
 public:
  Probe(SharedRegion& region, const std::vector<std::string>& words,
        const ProbeOptions& options = {});
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;
  ~Probe();

  pid_t pid() const { return pid_; }
  uint64_t value() const { return value_; }  // that came with the last mark
  bool at_mark() const { return at_mark_; }  // false: it has ended without one
  Counts Now() const { return region_.Of(pid_); }
  // Lets it go on to the next mark; what was counted meanwhile.
  Counts Step();
  // Lets it go on to its end; exit status, -N when signal N ended it.
  int Finish();

 private:
  void Go();
  void AwaitMark();

  SharedRegion& region_;
  pid_t pid_ = -1;
  UniqueFd line_;
  uint64_t value_ = 0;
  bool at_mark_ = false;
};

}  // namespace seep::heap
