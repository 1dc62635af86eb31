#pragma once
// Where the variables of Go's runtime are in a running program.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "runtime/go/elf_sections.h"
#include "runtime/go/layout.h"
#include "runtime/go/target_memory.h"

namespace seep {

// Addresses in the process.
struct GoPlaces {
  uint64_t force_gc_period = 0;             // runtime.forcegcperiod, int64, ns
  uint64_t gc_controller = 0;               // runtime.gcController
  std::optional<uint64_t> goroutines;       // runtime.allgs, a slice of pointers
  std::optional<uint64_t> profile_rate;     // runtime.MemProfileRate, int64, bytes
  std::optional<uint64_t> profile_buckets;  // runtime.mbuckets, a pointer
};

// By the symbols; where those are stripped (-ldflags=-s, strip(1)), by their values and by the
// runtime's functions that use them: a variable with two candidates is not found. Error
// kUnsupported, fault kEnvironment: the message is why the collector was not found, one clause
// without the name of the program.
[[nodiscard]] Result<GoPlaces> FindGoPlaces(const ElfSections& elf, uint64_t load_bias,
                                            const GoLayout& layout, const TargetMemory& memory);

// Do these bytes begin with a gcController? It begins with GOGC, a padded int32, the limit of
// memory, and 4 MiB * GOGC / 100.
bool IsGcController(std::string_view bytes, const GoLayout& layout);

}  // namespace seep
