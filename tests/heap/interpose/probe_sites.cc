#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <new>
#include <vector>

#include "heap/interpose/probe.h"

namespace probe {
namespace {

constexpr size_t kBytes = 3000;

uint64_t AddressOf(void* (*function)()) { return reinterpret_cast<uint64_t>(function); }

[[gnu::noinline]] void* Leak() { return std::malloc(kBytes); }
[[gnu::noinline]] void* LeakByNew() { return ::operator new(kBytes); }
[[gnu::noinline]] void* LeakByRealloc() { return std::realloc(std::malloc(100), kBytes); }
[[gnu::noinline]] void* Unfollowed() { return std::malloc(100); }
[[gnu::noinline]] void* Outer() {
  void* const block = Leak();
  *static_cast<volatile char*>(block) = 1;  // keeps the call from being a jump
  return block;
}
[[gnu::noinline]] void* Deep(int depth) { return depth == 0 ? Leak() : Deep(depth - 1); }

// Marks where each function is, then calls it `times` between two marks.
int Stacks(int argc, char** argv) {
  const int times = argc > 1 ? std::atoi(argv[1]) : 1;
  Mark();
  for (void* (*const function)() : {Leak, Outer, LeakByNew, LeakByRealloc, Unfollowed}) {
    Mark(AddressOf(function));
    for (int time = 0; time < times; ++time) function();
    Mark(AddressOf(Leak));
  }
  return 0;
}

int DeepStack(int argc, char** argv) {
  const int depth = argc > 1 ? std::atoi(argv[1]) : 0;
  Mark(AddressOf(Leak));
  Deep(depth);
  Mark();
  return 0;
}

// Ten blocks a step; then they go, the oldest half first; then one of those that are left is given
// another size in vain, and for good.
int Lives(int /*argc*/, char** /*argv*/) {
  std::vector<void*> blocks;
  blocks.reserve(20);
  Mark();
  for (int round = 0; round < 2; ++round) {
    for (int count = 0; count < 10; ++count) blocks.push_back(Leak());
    Mark();
  }
  for (size_t index = 0; index < 10; ++index) std::free(blocks[index]);
  Mark();
  if (std::realloc(blocks[10], SIZE_MAX / 4) != nullptr) return 3;
  Mark();
  blocks[10] = std::realloc(blocks[10], kBytes + 1);
  Mark();
  for (size_t index = 10; index < 20; ++index) std::free(blocks[index]);
  Mark();
  return 0;
}

int Many(int argc, char** argv) {
  const int blocks = argc > 1 ? std::atoi(argv[1]) : 0;
  Mark();
  for (int count = 0; count < blocks; ++count) *static_cast<volatile char*>(std::malloc(24)) = 1;
  Mark();
  return 0;
}

void* LeakThousand(void* /*unused*/) {
  for (int count = 0; count < 1000; ++count) Leak();
  for (int count = 0; count < 1000; ++count) std::free(Leak());
  return nullptr;
}

int ThousandInThreads(int argc, char** argv) {
  std::vector<pthread_t> threads(static_cast<size_t>(argc > 1 ? std::atoi(argv[1]) : 0));
  Mark();
  for (pthread_t& thread : threads) pthread_create(&thread, nullptr, LeakThousand, nullptr);
  for (const pthread_t thread : threads) pthread_join(thread, nullptr);
  Mark();
  return 0;
}

int InChild(int /*argc*/, char** /*argv*/) {
  Mark();
  void* const block = Leak();
  Mark();
  const pid_t child = fork();
  if (child == 0) {
    std::free(block);
    for (int count = 0; count < 5; ++count) Leak();
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  Mark(static_cast<uint64_t>(child));
  return 0;
}

}  // namespace

const Play kSites[] = {
    {"sites-stacks", Stacks},
    {"sites-deep", DeepStack},
    {"sites-lives", Lives},
    {"sites-many", Many},
    {"sites-threads", ThousandInThreads},
    {"sites-child", InChild},
    {nullptr, nullptr},
};

}  // namespace probe
