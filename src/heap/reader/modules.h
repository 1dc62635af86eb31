#pragma once
// Which files a process executes, and which of them an address is in.

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/heap.h"

namespace seep {

// The executable mappings of files, and the vdso, by address, from the text of /proc/PID/maps
// (proc(5)). A file that was unlinked since keeps the kernel's " (deleted)" behind its path: what
// is at that path now is another file. Executable memory without a file (code made at run time) is
// left out. Build-ids are empty: the symbolizer fills them in.
std::vector<Module> ParseModules(std::string_view maps);

// Of a living process; empty when it is gone or may not be read.
std::vector<Module> ReadModules(pid_t pid);

// The index of the module that the address is in, SIZE_MAX: in none. `modules` is sorted by
// address, as ParseModules returns it.
size_t ModuleAt(std::span<const Module> modules, uint64_t address);

// The offset in the module's file of an address in its mapping.
inline uint64_t FileOffset(const Module& module, uint64_t address) {
  return address - module.start + module.file_offset;
}

// A path that reads the very file that the process has mapped, while the process lives:
// /proc/PID/map_files/… where the kernel allows it (also for deleted files), or else
// /proc/PID/root/PATH. Empty for the vdso, and for a deleted file that cannot be had.
std::string ReadablePath(pid_t pid, const Module& module);

// An address as a place in a file: the same in all processes, wherever each has mapped it.
struct CodePlace {
  size_t module = SIZE_MAX;  // index into ModuleTable::Modules(); SIZE_MAX: in no file
  uint64_t offset = 0;       // in the file; outside of files the address itself

  friend bool operator==(const CodePlace&, const CodePlace&) = default;
  friend bool operator<(const CodePlace& a, const CodePlace& b) {
    return a.module != b.module ? a.module < b.module : a.offset < b.offset;
  }
};

// The modules of all processes, each file once: as in the first process that had it.
class ModuleTable {
 public:
  // Reads the mappings of the process, anew if it is known: libraries come at run time. What was
  // known of a process stays when it is gone.
  void Add(pid_t pid);
  void Add(pid_t pid, std::span<const Module> modules);  // sorted by address

  CodePlace Locate(pid_t pid, uint64_t address) const;
  const std::vector<Module>& Modules() const { return modules_; }

 private:
  struct Process {
    std::vector<Module> modules;  // as this process has them
    std::vector<size_t> indices;  // of each, in modules_
  };
  size_t IndexOf(const Module& module);

  std::vector<Module> modules_;
  std::map<std::string, size_t> by_path_;
  std::map<pid_t, Process> processes_;
};

}  // namespace seep
