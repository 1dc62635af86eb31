#include <dlfcn.h>

#include <cstring>

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

constexpr size_t kTrialBytes = 64;
constexpr size_t kTrialAlignment = 16;

// Calls the operator with more arguments than some of them have: they are in registers that the
// others do not read. The tag of the nothrow forms is an object that nobody reads either.
void* TryNew(Operator which, void* symbol) {
  if (which == kNewAligned || which == kNewArrayAligned || which == kNewAlignedNothrow ||
      which == kNewArrayAlignedNothrow) {
    return reinterpret_cast<void* (*)(size_t, size_t, const void*)>(symbol)(
        kTrialBytes, kTrialAlignment, &state);
  }
  return reinterpret_cast<void* (*)(size_t, const void*)>(symbol)(kTrialBytes, &state);
}

void TryDelete(Operator which, void* symbol, void* block) {
  if (which == kDeleteSized || which == kDeleteArraySized || which == kDeleteSizedAligned ||
      which == kDeleteArraySizedAligned) {
    reinterpret_cast<void (*)(void*, size_t, size_t)>(symbol)(block, kTrialBytes, kTrialAlignment);
  } else {
    reinterpret_cast<void (*)(void*, size_t, const void*)>(symbol)(block, kTrialAlignment, &state);
  }
}

// Whether the operator comes to our malloc or free: tried out, on a thread that has no slot
// meanwhile, so that each of our functions asks for one (FindSlot).
bool CallsUs(Operator which, void* symbol) {
  void* block = which >= kDelete ? next.memalign(kTrialAlignment, kTrialBytes) : nullptr;
  if (which >= kDelete && block == nullptr) return false;
  Slot* const slot = thread.slot;
  thread.on_trial = true;
  thread.reached = false;
  thread.slot = nullptr;
  if (which >= kDelete) {
    TryDelete(which, symbol, block);
  } else {
    next.free(TryNew(which, symbol));
  }
  thread.slot = slot;
  thread.on_trial = false;
  return thread.reached;
}

bool IsAllocators(void* symbol) {
  return ObjectOf(symbol) == ObjectOf(reinterpret_cast<const void*>(next.malloc));
}

bool IsLibstdcpps(void* symbol) {
  Dl_info about;
  if (dladdr(symbol, &about) == 0 || about.dli_fname == nullptr) return false;
  const char* const folder_end = std::strrchr(about.dli_fname, '/');
  const char* const name = folder_end != nullptr ? folder_end + 1 : about.dli_fname;
  return std::strncmp(name, "libstdc++.so.", std::strlen("libstdc++.so.")) == 0;
}

// Whether what libstdc++'s operators call, by way of each other in the end malloc and free, is
// ours. A program may have operators of its own, and the standard promises that new[] comes to its
// new
// ([new.delete.array]).
bool DoesLibstdcppCallUs() {
  const void* const ours = ObjectOf(reinterpret_cast<const void*>(&FindOperator));
  for (const char* name : {"malloc", "free", kNames[kNew], kNames[kDelete], kNames[kDeleteArray]})
    if (ObjectOf(dlsym(RTLD_DEFAULT, name)) != ours) return false;
  return true;
}

}  // namespace

// Only an allocator's own operators are in doubt: jemalloc has some that call its malloc and some
// that do not.
NextOperator& SearchOperator(Operator which) noexcept {
  const ErrnoKeeper keeper;
  Resolve();
  NextOperator& found = next_operators[which];
  void* symbol = FindNext(kNames[which]);
  if (symbol == nullptr) symbol = FindInLoadedLibrary(kNames[which]);
  const bool counted = symbol != nullptr && IsAllocators(symbol) && !CallsUs(which, symbol);
  found.counted.store(counted ? symbol : nullptr);
  found.forward.store(counted ? nullptr : symbol);
  found.is_malloc.store(found.forward.load() != nullptr && IsLibstdcpps(symbol) &&
                        DoesLibstdcppCallUs());
  found.searched.store(true);
  return found;
}

void* OperatorOfObject(Operator which, const void* code) noexcept {
  const ErrnoKeeper keeper;
  Dl_info about;
  if (dladdr(code, &about) == 0 || about.dli_fname == nullptr) return nullptr;
  void* const object = dlopen(about.dli_fname, RTLD_NOLOAD | RTLD_LAZY);
  void* const symbol = object != nullptr ? dlsym(object, kNames[which]) : nullptr;
  const void* const ours = ObjectOf(reinterpret_cast<const void*>(&OperatorOfObject));
  return symbol != nullptr && ObjectOf(symbol) != ours ? symbol : nullptr;
}

NextOperator& FindOperator(Operator which) noexcept {
  NextOperator& found = next_operators[which];
  return found.searched.load() ? found : SearchOperator(which);
}

}  // namespace seep::heap
