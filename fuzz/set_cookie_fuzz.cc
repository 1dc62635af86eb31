#include <cstddef>
#include <cstdint>

#include "load/cookie_invariants.h"
#include "report.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  seep::test::ReportBroken(seep::test::CheckSetCookie({reinterpret_cast<const char*>(data), size}));
  return 0;
}
