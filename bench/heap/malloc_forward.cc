// libmalloc_forward.so: takes the place of malloc and its kin by LD_PRELOAD, passes each call on,
// and does nothing else. What it costs, no library that counts by preloading can save: the row
// "forward" of bench/malloc-cost and bench/heap-overhead. operator new and delete come to it by way
// of libstdc++'s.

#include <dlfcn.h>

#include <cstddef>

namespace {

struct Next {
  void* (*malloc)(size_t);
  void* (*calloc)(size_t, size_t);
  void* (*realloc)(void*, size_t);
  void (*free)(void*);
};
constinit Next next{};

template <class Function>
void Find(const char* name, Function*& found) {
  found = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

// At the first call, which the loader makes: dlsym(3) of glibc 2.34 and later does not allocate
// when it finds something.
[[gnu::noinline]] void FindAll() {
  Find("calloc", next.calloc);
  Find("realloc", next.realloc);
  Find("free", next.free);
  Find("malloc", next.malloc);
}

inline const Next& Found() {
  if (__builtin_expect(next.malloc == nullptr, 0)) FindAll();
  return next;
}

}  // namespace

extern "C" {
void* malloc(size_t bytes) noexcept { return Found().malloc(bytes); }
void* calloc(size_t count, size_t each) noexcept { return Found().calloc(count, each); }
void* realloc(void* block, size_t bytes) noexcept { return Found().realloc(block, bytes); }
void free(void* block) noexcept { Found().free(block); }
}
