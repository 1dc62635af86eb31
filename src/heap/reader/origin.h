#pragma once
// Whose code a frame is: the target's program's, or a library's.

#include <string>
#include <string_view>
#include <vector>

#include "heap/reader/debug_info.h"

namespace seep {

// The rule for modules. The program's own are
//   - the executables that the target's processes run, wherever they are: /usr/sbin/nginx too;
//   - shared objects that stand nowhere the loader looks by default, as in /opt, in a virtualenv,
//   in
//     a home or a build folder;
//   - plugins: below a loader's folder, but in one for a program of its own, as
//     /usr/lib/nginx/modules, /usr/lib/python3/dist-packages, /usr/lib/x86_64-linux-gnu/perl5. Not
//     those of libraries: gconv, glibc-hwcaps, engines-3, ossl-modules, sasl2 and their kin;
//   - the library that is the program, in a loader's folder: libnode.so.108 of node,
//     libpython3.11.so.1.0 of python3.11, found by its name.
// Never its own: the C and C++ runtimes, sanitizers and allocators, by name, wherever they are
// (conda and Nix bring their own), libseep_heap.so, and the vdso. A loader's folder is /lib,
// /lib32, /lib64, /libx32, the same below /usr and /usr/local, and a folder in one of them that is
// named for an architecture, as x86_64-linux-gnu. /etc/ld.so.conf is not read: what an
// administrator adds there is mostly the program's.
class ProgramFiles {
 public:
  // Paths as /proc/PID/exe gives them, " (deleted)" included.
  explicit ProgramFiles(std::vector<std::string> executables);

  bool Own(std::string_view module_path) const;

 private:
  bool NamedForProgram(std::string_view file_name) const;

  std::vector<std::string> executables_;
};

// Is this library code though it is in the program's own file: inlined or instantiated from a
// header of the system or of the C++ standard library (/usr/include, …/include/c++/), from Rust's
// standard library or a crate of a registry, in namespace std where the file is unknown (linked
// statically), or the C runtime's _start?
bool FromLibrary(const SourceFrame& frame);

}  // namespace seep
