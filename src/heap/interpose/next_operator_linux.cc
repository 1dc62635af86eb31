#include <dlfcn.h>

#include "heap/interpose/next.h"
#include "heap/interpose/next_operator.h"
#include "heap/interpose/state.h"

namespace seep::heap {

constinit NextOperator next_operators[kOperatorCount];

namespace {

// In the order of Operator.
constexpr const char* kNames[kOperatorCount] = {
    "_Znwm",
    "_Znam",
    "_ZnwmRKSt9nothrow_t",
    "_ZnamRKSt9nothrow_t",
    "_ZnwmSt11align_val_t",
    "_ZnamSt11align_val_t",
    "_ZnwmSt11align_val_tRKSt9nothrow_t",
    "_ZnamSt11align_val_tRKSt9nothrow_t",
    "_ZdlPv",
    "_ZdaPv",
    "_ZdlPvRKSt9nothrow_t",
    "_ZdaPvRKSt9nothrow_t",
    "_ZdlPvm",
    "_ZdaPvm",
    "_ZdlPvSt11align_val_t",
    "_ZdaPvSt11align_val_t",
    "_ZdlPvSt11align_val_tRKSt9nothrow_t",
    "_ZdaPvSt11align_val_tRKSt9nothrow_t",
    "_ZdlPvmSt11align_val_t",
    "_ZdaPvmSt11align_val_t",
};

// Libraries that a program of C loaded later, out of RTLD_NEXT's sight. One that is found stays
// loaded: libstdc++ cannot be unloaded anyway.
void* FindInLoadedLibrary(const char* name) {
  for (const char* library : {"libstdc++.so.6", "libc++.so.1"}) {
    void* const handle = dlopen(library, RTLD_NOLOAD | RTLD_LAZY);
    void* const symbol = handle != nullptr ? dlsym(handle, name) : nullptr;
    if (symbol != nullptr) return symbol;
  }
  return nullptr;
}

}  // namespace

NextOperator& SearchOperator(Operator which) noexcept {
  const ErrnoKeeper keeper;
  Resolve();
  NextOperator& found = next_operators[which];
  void* symbol = FindNext(kNames[which]);
  if (symbol == nullptr) symbol = FindInLoadedLibrary(kNames[which]);
  const bool allocators =
      symbol != nullptr && ObjectOf(symbol) == ObjectOf(reinterpret_cast<const void*>(next.malloc));
  found.counted.store(allocators ? symbol : nullptr);
  found.forward.store(allocators ? nullptr : symbol);
  found.searched.store(true);
  return found;
}

NextOperator& FindOperator(Operator which) noexcept {
  NextOperator& found = next_operators[which];
  return found.searched.load() ? found : SearchOperator(which);
}

}  // namespace seep::heap
