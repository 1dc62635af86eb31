#pragma once
// Where the heap of a JVM lies, out of what its command GC.heap_info prints:
//
//    def new generation   total 116160K, used 12396K [0x687400000, 0x68f200000, 0x704d50000)
//    tenured generation   total 258048K, used 0K [0x704d50000, 0x714950000, 0x800000000)
//
// A generation or the whole heap begins at its first address, and the last one is the end of what
// is reserved for it.

#include <optional>
#include <string_view>

#include "sample/smaps.h"

namespace seep {

// Nothing where no address is printed, as by ZGC, whose heap is no anonymous memory.
std::optional<AddressRange> ParseJvmHeapRange(std::string_view heap_info);

}  // namespace seep
