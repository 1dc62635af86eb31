#include <malloc.h>

#include "proxy/memory/heap.h"

namespace sluice {

void TrimHeap() {
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

}  // namespace sluice
