#pragma once
// The real HeapMeter, put together from its parts.

#include <memory>
#include <string>

#include "heap/reader/heap_meter.h"
#include "heap/reader/region_file.h"

namespace seep {

// `library` is the path of libseep_heap.so, without symbolic links.
std::unique_ptr<HeapMeter> MakeSharedHeapMeter(std::unique_ptr<RegionFile> file,
                                               std::string library);

// The path of libseep_heap.so, without symbolic links: in the folder of the program (with a slash
// at its end), or in ../lib/seep from there. Errors: kNotFound; kUnsupported, when the path cannot
// stand in LD_PRELOAD.
[[nodiscard]] Result<std::string> FindHeapLibrary(const std::string& folder);

}  // namespace seep
