#include "trial/environment.h"

#include <cstdlib>
#include <string>

namespace seep {
namespace {

// What stands here must not make growth that is not there without it. Left out for that: Python's
// PYTHONMALLOC=malloc, with which a clean server's live heap grew; PHP's USE_ZEND_ALLOC=0, with
// which memory that PHP frees as a whole after a request may stay (from its design, not measured);
// JAVA_TOOL_OPTIONS, which the JVM announces in its output. docs/architecture.md has the figures.
struct Setting {
  const char* variable;
  const char* value;
};

constexpr Setting kSettings[] = {
    // One arena: with many, memory that is free in one is taken anew in another, and a server with
    // a thread a connection creeps, rises and falls for tens of thousands of requests. (mallopt(3),
    // M_ARENA_MAX)
    {"MALLOC_ARENA_MAX", "1"},
    // No trimming: the heap stays at its high-water mark. (mallopt(3), M_TRIM_THRESHOLD)
    {"MALLOC_TRIM_THRESHOLD_", "1073741824"},
    // The size from which on a block is mapped by itself. glibc raises it to the size of any such
    // block that is freed, up to this one, but not where the other threshold is set: a server with
    // large buffers would map and unmap each of them. (mallopt(3), M_MMAP_THRESHOLD)
    {"MALLOC_MMAP_THRESHOLD_", "33554432"},
};

// Options that a variable holds several of: what the user has set there stands behind, and wins.
constexpr Setting kOptions[] = {
    // AddressSanitizer holds back up to 256 MiB of what was freed, which fills like a leak, and so
    // does 1 MiB under a server that frees little. (github.com/google/sanitizers, its flags)
    {"ASAN_OPTIONS", "quarantine_size_mb=0:thread_local_quarantine_size_kb=0"},
};

}  // namespace

Variables ReadableMemory() {
  Variables variables;
  for (const auto& [variable, value] : kSettings) {
    if (std::getenv(variable) == nullptr) variables.emplace_back(variable, value);
  }
  for (const auto& [variable, value] : kOptions) {
    const char* own = std::getenv(variable);
    variables.emplace_back(variable, own ? std::string(value) + ":" + own : value);
  }
  return variables;
}

}  // namespace seep
