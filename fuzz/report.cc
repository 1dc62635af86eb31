#include "report.h"

#include <cstdio>
#include <cstdlib>

namespace seep::test {

void ReportBroken(const std::string& broken) {
  if (broken.empty()) return;
  std::fprintf(stderr, "%s\n", broken.c_str());
  std::abort();
}

}  // namespace seep::test
