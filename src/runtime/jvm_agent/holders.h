#pragma once
// What holds the objects of a site: the shortest way to one of them from a static field, a thread
// or another root. Each step backwards is a walk through the whole heap, for which the JVM stands
// still.

#include <cstddef>
#include <cstdint>
#include <cstdio>

#include "runtime/jvm_agent/jvmti.h"

namespace seep {

// Writes what holds an object with a tag of this site to the file, from the root on:
//
//   root static                    or thread, stack, native, other
//   held Leaky kept                class and field; "[]" in arrays, "?" where it is not known
//
// Writes nothing when no way is found in 24 steps, without weak references, or when the walks take
// longer than `seconds`. `number` is 0 at the first call, and 1 at the second and last: they leave
// their steps in the tags.
void PrintHolders(std::FILE* file, jvmti::Tools tools, jvmti::Native native, size_t site,
                  int number, double seconds);

}  // namespace seep
