// The one constructor: for a program that does not allocate before main.

#include "heap/interpose/attach.h"
#include "heap/interpose/keep_variables.h"
#include "heap/interpose/next.h"
#include "heap/interpose/stack.h"
#include "heap/interpose/state.h"

namespace seep::heap {

constinit State state{};
constinit thread_local Thread thread{};

namespace {

// The very first allocation, by the loader, can come before libc knows the environment; then the
// process joins here. Only a process that counts needs stacks.
[[gnu::constructor]] void Construct() {
  const ErrnoKeeper keeper;
  Resolve();
  if (state.can_count) Attach();
  if (state.region.load() != nullptr) PrepareStacks();
  KeepVariables();
}

}  // namespace
}  // namespace seep::heap
