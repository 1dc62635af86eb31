#include <cstddef>
#include <cstdint>

#include "report.h"
#include "sluice/config_invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  seep::test::ReportBroken(
      sluice::testing::CheckConfig({reinterpret_cast<const char*>(data), size}));
  return 0;
}
