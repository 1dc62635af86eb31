#include <cstddef>
#include <cstdint>

#include "proxy/proxy_header_invariants.h"
#include "report.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  seep::test::ReportBroken(
      sluice::testing::CheckProxyHeader({reinterpret_cast<const char*>(data), size}));
  return 0;
}
