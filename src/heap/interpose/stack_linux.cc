#include <execinfo.h>
#include <sys/uio.h>
#include <unistd.h>

#include <bit>

#include "heap/interpose/stack.h"
#include "heap/interpose/state.h"

namespace seep::heap {
namespace {

constexpr int kOwnFramesMax = 12;
constexpr int kRawFrames = static_cast<int>(kFrames) + kOwnFramesMax;

// What a function pushes first: its caller's frame, and where it returns to.
struct FrameLink {
  uintptr_t outer;
  uintptr_t return_address;
};

// By way of the kernel, which refuses an address that is not there instead of faulting.
bool ReadLink(uintptr_t at, FrameLink& link) {
  const iovec here{.iov_base = &link, .iov_len = sizeof link};
  const iovec there{.iov_base = reinterpret_cast<void*>(at), .iov_len = sizeof link};
  return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == static_cast<ssize_t>(sizeof link);
}

// Frames grow outwards; one that does not is no frame.
[[gnu::noinline]] int FollowFramePointers(void** raw) {
  int count = 0;
  auto at = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  FrameLink link;
  while (count < kRawFrames && ReadLink(at, link) && link.return_address != 0) {
    raw[count++] = reinterpret_cast<void*>(link.return_address);
    if (link.outer <= at || link.outer % sizeof(uintptr_t) != 0) break;
    at = link.outer;
  }
  return count;
}

uint64_t HashOf(const uint64_t* frames, uint32_t depth) {
  uint64_t hash = depth;
  for (uint32_t index = 0; index < depth; ++index)
    hash = std::rotl((hash ^ frames[index]) * 0x9E3779B97F4A7C15, 29);
  hash ^= hash >> 32;
  return hash != 0 ? hash : 1;
}

}  // namespace

void PrepareStacks() noexcept {
  void* one[1];
  state.can_unwind = backtrace(one, 1) == 1;
  state.constructed = true;
}

void TakeStack(const void* caller, Stack& stack) noexcept {
  void* raw[kRawFrames];
  const int count = state.can_unwind ? backtrace(raw, kRawFrames) : FollowFramePointers(raw);
  int first = 0;
  while (first < count && raw[first] != caller) ++first;
  stack.depth = 0;
  for (int index = first; index < count && stack.depth < kFrames; ++index)
    stack.frames[stack.depth++] = reinterpret_cast<uint64_t>(raw[index]);
  if (stack.depth == 0) stack.frames[stack.depth++] = reinterpret_cast<uint64_t>(caller);
  stack.hash = HashOf(stack.frames, stack.depth);
}

}  // namespace seep::heap
