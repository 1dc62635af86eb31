#pragma once
// Threads that allocate little.
//
// HotSpot draws for each thread how many bytes it may allocate until its next sample, half a
// megabyte on average, and a new sampling interval counts from that sample on. A thread that
// allocates nothing but what it keeps, some bytes now and then, would not be sampled within a site
// pass. So what is left until then is set to 0 in each thread (threadHeapSampler.hpp,
// _bytes_until_sample: the word behind Thread::_allocated_bytes, whose place the JVM tells by
// gHotSpotVMStructs).

#include "runtime/jvm_agent/jvmti.h"

namespace seep {

// Has all threads but the caller's begin to sample with what they allocate next, after the next
// collection. Each is suspended while it is written to, for some microseconds, so that it cannot
// end meanwhile. Does nothing where the JVM is not laid out as it is known to be: JDK 11 to 21.
void ResetSamplePoints(jvmti::Tools tools, jvmti::Native native);

}  // namespace seep
