#include "runtime/jvm/jvm_heap_range.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

struct Printed {
  const char* collector;
  const char* text;
  uint64_t begin;
};

// As JDK 17 and 25 print it, shortened.
const Printed kPrinted[] = {
    {"Serial",
     " def new generation   total 116160K, used 12396K [0x0000000687400000, 0x000000068f200000, "
     "0x0000000704d50000)\n"
     "  eden space 103296K,  12% used [0x0000000687400000, 0x000000068801b098, "
     "0x000000068d8e0000)\n"
     " tenured generation   total 258048K, used 0K [0x0000000704d50000, 0x0000000714950000, "
     "0x0000000800000000)\n"
     " Metaspace       used 1056K, committed 1216K, reserved 1114112K\n",
     0x687400000},
    {"G1",
     " garbage-first heap   total 397312K, used 6314K [0x0000000687400000, 0x0000000800000000)\n"
     "  region size 4096K, 1 young (4096K), 0 survivors (0K)\n",
     0x687400000},
    {"Parallel, whose old generation lies below the young one",
     "PSYoungGen      total 113152K, used 13619K [0x0000000782700000, 0x000000078a500000, "
     "0x0000000800000000)\n"
     " eden space 97280K, 14% used "
     "[0x0000000782700000,0x000000078344cdf8,0x0000000788600000)\n"
     "ParOldGen       total 258048K, used 1166K [0x0000000687400000, 0x0000000697000000, "
     "0x0000000782700000)\n",
     0x687400000},
    {"Shenandoah",
     "Shenandoah Heap\nReserved region:\n - [0x0000000687400000, 0x0000000800000000) \n"
     "Collection set:\n - map (vanilla): 0x000000000001343a\n",
     0x687400000},
};

TEST(ParseJvmHeapRange, GoesFromTheFirstAddressToTheEndOfWhatIsReserved) {
  for (const Printed& printed : kPrinted) {
    const auto range = ParseJvmHeapRange(printed.text);
    ASSERT_TRUE(range) << printed.collector;
    EXPECT_EQ(range->begin, printed.begin) << printed.collector;
    EXPECT_EQ(range->end, 0x800000000u) << printed.collector;
  }
}

TEST(ParseJvmHeapRange, IsNothingWithoutAddresses) {
  for (const char* text :
       {"", " ZHeap           used 4M, capacity 378M, max capacity 6028M\n", "[", "[)", "[1, 2)",
        "[0x1000, )", "[0x2000, 0x1000)", "[0x1000, 0x2000", "[zz, 0x2000)"}) {
    EXPECT_FALSE(ParseJvmHeapRange(text)) << text;
  }
}

}  // namespace
}  // namespace seep
