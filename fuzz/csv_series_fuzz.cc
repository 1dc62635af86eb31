#include <cstddef>
#include <cstdint>

#include "record/csv_invariants.h"
#include "report.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  seep::test::ReportBroken(seep::test::CheckCsv({reinterpret_cast<const char*>(data), size}));
  return 0;
}
