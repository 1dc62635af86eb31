#pragma once
// Of a frame of a call stack, the function and where it is, as people read them on a terminal.

#include <cstddef>
#include <span>
#include <string>

#include "model/heap.h"

namespace seep {

// Without template arguments, where it is too wide with them or a library's, and without unnamed
// namespaces; without its middle where it is still too wide.
std::string FunctionText(const Frame& frame, std::span<const Module> modules, size_t columns);

// "src/cache.cc:42" of the target's own, without the folder; "stl_vector.h:1287" and "libssl.so.3"
// of libraries. Empty where nothing is known, or the function's name is that already.
std::string SourceText(const Frame& frame, std::span<const Module> modules,
                       const std::string& folder);

// The folder that the target's own source files have in common, with its slash; empty: none.
std::string FolderOfOwn(std::span<const LeakSite> sites);

}  // namespace seep
