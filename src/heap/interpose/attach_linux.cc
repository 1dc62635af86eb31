#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "heap/interpose/attach.h"
#include "heap/interpose/fork_guard.h"
#include "heap/interpose/next.h"
#include "heap/interpose/slots.h"
#include "heap/interpose/state.h"

namespace seep::heap {
namespace {

Region* Map(int fd, size_t bytes) {
  void* const at = next.mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  return at == MAP_FAILED ? nullptr : static_cast<Region*>(at);
}

bool IsOurs(const Region& region) {
  return region.magic == kMagic && region.version == kVersion && region.bytes == sizeof(Region);
}

// Maps the whole file that may come to be, tables and all: what lies beyond the file's end is not
// touched until Seep says that it is there. With a limit on address space, the counters alone.
Region* MapFile(const char* path) {
  const int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return nullptr;
  Region* region = nullptr;
  struct stat about {};
  if (fstat(fd, &about) == 0 && about.st_size >= static_cast<off_t>(sizeof(Region))) {
    region = Map(fd, kRegionBytesMax);
    state.tables_mapped = region != nullptr ? kTables : 0;
    if (region == nullptr) region = Map(fd, sizeof(Region));
  }
  close(fd);
  if (region == nullptr || IsOurs(*region)) return region;
  next.munmap(region, state.tables_mapped != 0 ? kRegionBytesMax : sizeof(Region));
  return nullptr;
}

}  // namespace

void Attach() noexcept {
  if (state.region.load() != nullptr) return;
  const char* const path = getenv(kRegionVariable);
  if (path == nullptr || *path == '\0') return;
  Region* const region = MapFile(path);
  if (region == nullptr) return;
  state.has_key = pthread_key_create(&state.thread_end, EndThread) == 0;
  if (!GuardAgainstFork()) return;
  state.region.store(region);
  BeginProcess();
  FindSlot();
}

}  // namespace seep::heap
