#include <sys/mman.h>
#include <unistd.h>

#include "heap/interpose/fork_guard.h"
#include "heap/interpose/state.h"

namespace seep::heap {
namespace {

void ForgetParent() {
  state.unforked.store(0);
  state.calm.store(0);
}

}  // namespace

// The page of `state` is wiped by the kernel in every child (madvise(2), Linux 4.14), also in one
// of clone(2) that libc knows nothing of. Where that cannot be had, libc tells of its own forks.
bool GuardAgainstFork() noexcept {
  const long page_bytes = sysconf(_SC_PAGESIZE);
  const bool has_own_page = page_bytes > 0 && static_cast<size_t>(page_bytes) <= kForkPageBytes &&
                            reinterpret_cast<uintptr_t>(&state) % kForkPageBytes == 0;
  if (has_own_page && madvise(&state, kForkPageBytes, MADV_WIPEONFORK) == 0) return true;
  return pthread_atfork(nullptr, nullptr, ForgetParent) == 0;
}

}  // namespace seep::heap
