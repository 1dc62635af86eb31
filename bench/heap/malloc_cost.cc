// Nanoseconds of CPU time of a pair of malloc and free, and of operator new and delete, warm, for
// blocks of several sizes: the program that bench/malloc-cost starts with and without
// libseep_heap.so. Threads work side by side, each on its own blocks.
//
//   malloc_cost THREADS PAIRS         prints lines: PAIR (malloc, new) BYTES NANOSECONDS
//   malloc_cost --make-region FILE    makes the memory that libseep_heap.so counts in

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <new>
#include <numeric>
#include <string_view>
#include <thread>
#include <vector>

#include "heap/format/region.h"

namespace {

constexpr size_t kSizes[] = {16, 64, 256, 1024, 4096};

// Volatile, so that the pair is not taken for nothing and left out.
void MallocPairs(size_t bytes, long pairs) {
  void* volatile own = nullptr;
  for (long pair = 0; pair < pairs; ++pair) {
    own = std::malloc(bytes);
    std::free(own);
  }
}

void NewPairs(size_t bytes, long pairs) {
  void* volatile own = nullptr;
  for (long pair = 0; pair < pairs; ++pair) {
    own = ::operator new(bytes);
    ::operator delete(own, bytes);  // as a container gives it back
  }
}

struct PairKind {
  const char* name;
  void (*run)(size_t bytes, long pairs);
};
constexpr PairKind kPairKinds[] = {{"malloc", MallocPairs}, {"new", NewPairs}};

// CPU time of the calling thread: other programs on the machine count little.
double CpuNanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double TimedPairs(const PairKind& kind, size_t bytes, long pairs) {
  kind.run(bytes, pairs / 10);  // warm
  const double start = CpuNanoseconds();
  kind.run(bytes, pairs);
  return CpuNanoseconds() - start;
}

double NanosecondsOfPair(const PairKind& kind, size_t bytes, long pairs, size_t threads) {
  std::vector<double> taken(threads);
  std::vector<std::thread> others;
  for (size_t thread = 1; thread < threads; ++thread)
    others.emplace_back(
        [&taken, &kind, thread, bytes, pairs] { taken[thread] = TimedPairs(kind, bytes, pairs); });
  taken[0] = TimedPairs(kind, bytes, pairs);
  for (std::thread& other : others) other.join();
  const double all = std::accumulate(taken.begin(), taken.end(), 0.0);
  return all / static_cast<double>(pairs) / static_cast<double>(threads);
}

int MakeRegion(const char* path) {
  const uint64_t magic = seep::heap::kMagic;
  const uint32_t rest[] = {seep::heap::kVersion, sizeof(seep::heap::Region)};
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(&magic), sizeof magic);
  file.write(reinterpret_cast<const char*>(rest), sizeof rest);
  file.seekp(seep::heap::kTablesOffset - 1);
  file.put('\0');
  return file.flush() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  if (std::string_view(argv[1]) == "--make-region") return MakeRegion(argv[2]);
  const auto threads = static_cast<size_t>(std::atol(argv[1]));
  const long pairs = std::atol(argv[2]);
  for (const PairKind& kind : kPairKinds) {
    for (const size_t bytes : kSizes) {
      const double nanoseconds = NanosecondsOfPair(kind, bytes, pairs, threads);
      std::printf("%s %zu %.3f\n", kind.name, bytes, nanoseconds);
    }
  }
  return 0;
}
