// A library whose dlsym allocates, as that of libc did for long, so that an interposer is asked for
// memory while it looks for the allocator. Its constructor then uses what it was given; where that
// goes wrong, the process ends with status 9.

#include <dlfcn.h>
#include <malloc.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

namespace {

void* kept[4];
bool searching;

void AllocateOnce() {
  if (kept[0] != nullptr) return;
  kept[0] = std::malloc(100);
  kept[1] = std::calloc(10, 10);
  kept[2] = memalign(256, 100);
  kept[3] = std::realloc(nullptr, 50);
  std::free(std::malloc(10));
  if (kept[0] != nullptr) std::memset(kept[0], 'x', 100);
}

void Require(bool condition) {
  if (!condition) _exit(9);
}

[[gnu::constructor]] void Use() {
  std::free(std::malloc(10));  // whoever is in front looks for malloc now, at the latest
  if (kept[0] == nullptr) return;
  Require(malloc_usable_size(kept[0]) >= 100);
  Require(static_cast<const char*>(kept[1])[99] == 0);
  Require(reinterpret_cast<uintptr_t>(kept[2]) % 256 == 0);
  const auto* const moved = static_cast<const char*>(std::realloc(kept[0], 5000));
  Require(moved != nullptr && moved[0] == 'x' && moved[99] == 'x');
  for (void* const block : {kept[1], kept[2], kept[3]}) std::free(block);
  Require(std::realloc(kept[3], 0) == nullptr);
}

}  // namespace

extern "C" void* dlsym(void* __restrict handle, const char* __restrict name) noexcept {
  using Dlsym = void*(void*, const char*);
  static Dlsym* const real = reinterpret_cast<Dlsym*>(dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5"));
  if (!searching) {
    searching = true;
    AllocateOnce();
    searching = false;
  }
  return real(handle, name);
}

extern "C" int probe_noisy_heard() { return kept[0] != nullptr; }
