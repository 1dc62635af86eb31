#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace seep {

void CheckFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "internal error: CHECK(%s) failed at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace seep
