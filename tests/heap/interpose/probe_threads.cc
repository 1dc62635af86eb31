#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "heap/interpose/probe.h"

namespace probe {
namespace {

constexpr size_t kBytes = 3000;
constexpr size_t kStackBytes = 64 * 1024;

pthread_t Start(void* (*run)(void*), void* argument = nullptr) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_t thread{};
  if (pthread_create(&thread, &attributes, run, argument) != 0) std::abort();
  pthread_attr_destroy(&attributes);
  return thread;
}

void Join(pthread_t thread) { pthread_join(thread, nullptr); }

void Pair() {
  void* const block = std::malloc(kBytes);
  *static_cast<volatile char*>(block) = 1;
  std::free(block);
}

int ComeAndGo(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : 0;
  Mark();
  for (int count = 0; count < threads; ++count)
    Join(Start([](void*) -> void* {
      Pair();
      return nullptr;
    }));
  Mark();
  return 0;
}

// libc frees a thread's text of an unknown error after the destructors of its keys.
int FreeAfterTheirEnd(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : 0;
  Mark();
  for (int count = 0; count < threads; ++count)
    Join(Start([](void*) -> void* {
      Pair();
      return strerror(99'999);
    }));
  Mark();
  return 0;
}

int FreeElsewhere(int /*argc*/, char** /*argv*/) {
  std::vector<void*> blocks(500);
  Mark();
  const auto fill = [](void* list) -> void* {
    for (void*& block : *static_cast<std::vector<void*>*>(list)) block = std::malloc(kBytes);
    return nullptr;
  };
  Join(Start(fill, &blocks));
  Mark();
  for (void* const block : blocks) std::free(block);
  Mark();
  return 0;
}

// All alive at once; each allocates once, and frees when all have.
int Crowd(int argc, char** argv) {
  static pthread_barrier_t all_allocated;
  const auto threads = static_cast<size_t>(argc > 1 ? std::atoi(argv[1]) : 0);
  pthread_barrier_init(&all_allocated, nullptr, static_cast<unsigned>(threads) + 1);
  std::vector<pthread_t> crowd(threads);
  Mark();
  for (pthread_t& thread : crowd)
    thread = Start([](void*) -> void* {
      void* const block = std::malloc(kBytes);
      pthread_barrier_wait(&all_allocated);
      pthread_barrier_wait(&all_allocated);
      std::free(block);
      return nullptr;
    });
  pthread_barrier_wait(&all_allocated);
  Mark();
  pthread_barrier_wait(&all_allocated);
  for (const pthread_t thread : crowd) Join(thread);
  Mark();
  Join(Start([](void*) -> void* { return std::malloc(kBytes); }));
  Mark();
  return 0;
}

int AtOnce(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : 0;
  std::vector<pthread_t> running(static_cast<size_t>(threads));
  Mark();
  for (pthread_t& thread : running)
    thread = Start([](void*) -> void* {
      for (int pair = 0; pair < 100'000; ++pair) Pair();
      return nullptr;
    });
  for (const pthread_t thread : running) Join(thread);
  Mark();
  return 0;
}

std::atomic<uint64_t> pairs_of_handler;

// The allocator behind has to bear it: probe_bump.cc does.
int InHandler(int /*argc*/, char** /*argv*/) {
  struct sigaction action {};
  action.sa_handler = [](int) {
    Pair();
    pairs_of_handler.fetch_add(1);
  };
  sigaction(SIGALRM, &action, nullptr);
  Mark();
  const itimerval often{.it_interval = {.tv_sec = 0, .tv_usec = 50},
                        .it_value = {.tv_sec = 0, .tv_usec = 50}};
  setitimer(ITIMER_REAL, &often, nullptr);
  uint64_t pairs = 0;
  for (; pairs_of_handler.load() < 1000; ++pairs) Pair();
  const itimerval never{};
  setitimer(ITIMER_REAL, &never, nullptr);
  Mark(pairs + pairs_of_handler.load());
  return 0;
}

}  // namespace

const Play kThreads[] = {
    {"threads-come-and-go", ComeAndGo},
    {"threads-free-after-their-end", FreeAfterTheirEnd},
    {"threads-free-elsewhere", FreeElsewhere},
    {"threads-crowd", Crowd},
    {"threads-at-once", AtOnce},
    {"signal-handler", InHandler},
    {nullptr, nullptr},
};

}  // namespace probe
