#pragma once
// What holds an object: the shortest way to it from a static field, a thread or another root. Each
// step backwards is a walk through the whole heap, for which the JVM stands still.

#include <cstddef>
#include <cstdint>
#include <cstdio>

#include "runtime/jvm_agent/jvmti.h"

namespace seep {

// Finds one of the objects that have a tag of this site and round, and writes what holds it to the
// file, from the root on:
//
//   root static                    or thread, stack, native, other
//   held Leaky kept                class and field; "[]" in arrays, "?" where it is not known
//
// Writes nothing when no way is found in 24 steps, without weak references, or when the walks take
// longer than `seconds`. `number` is another one at each call.
void PrintHolders(std::FILE* file, jvmti::Tools tools, jvmti::Native native, size_t site,
                  size_t round, int number, double seconds);

}  // namespace seep
