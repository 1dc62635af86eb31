#pragma once
// Before a program is started: can its heap be counted by a library that is preloaded into it, and
// does it bear that?

#include <cstdint>
#include <string>
#include <string_view>

namespace seep {

enum class Preload : uint8_t {
  kCounts,   // its malloc is counted
  kOwnHeap,  // does no harm, but all or most of its heap does not come from malloc
  kIgnored,  // does no harm, but is not loaded: nothing is counted
  kHarmful,  // it would not start, or not work: it must not be preloaded
};

struct Visibility {
  Preload preload = Preload::kCounts;
  std::string why;      // a predicate, "is linked statically"; empty for kCounts
  std::string program;  // that the kernel loads in the end: a script's interpreter
};

// Looks at the ELF file of a program, or of the interpreter that its "#!" line names;
// "#!/usr/bin/env NAME" is searched in `search_path`, which is the PATH that the program will see.
// What cannot be read, or is no ELF file, is taken to be countable: a process tells later. Source:
// elf(5), ld.so(8), execve(2).
Visibility VisibilityOf(const std::string& path, std::string_view search_path);

}  // namespace seep
