// An upstream's bytes, through the whole proxy.

#include <cstddef>
#include <cstdint>

#include "proxy/passage_invariants.h"
#include "report.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static sluice::testing::Passage passage;
  seep::test::ReportBroken(
      sluice::testing::CheckProxiedResponse(passage, {reinterpret_cast<const char*>(data), size}));
  return 0;
}
