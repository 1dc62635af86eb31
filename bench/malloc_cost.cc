// Nanoseconds of CPU time of a pair of malloc and free, warm, for blocks of several sizes: the
// program that bench/malloc-cost starts with and without libseep_heap.so. Threads work side by
// side, each on its own blocks.
//
//   malloc_cost THREADS PAIRS         prints a line for each size: BYTES NANOSECONDS
//   malloc_cost --make-region FILE    makes the memory that libseep_heap.so counts in

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <numeric>
#include <string_view>
#include <thread>
#include <vector>

#include "heap/format/region.h"

namespace {

constexpr size_t kSizes[] = {16, 64, 256, 1024, 4096};

// Volatile, so that the pair is not taken for nothing and left out.
void Pairs(size_t bytes, long pairs) {
  void* volatile own = nullptr;
  for (long pair = 0; pair < pairs; ++pair) {
    own = std::malloc(bytes);
    std::free(own);
  }
}

// CPU time of the calling thread: other programs on the machine count little.
double CpuNanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double TimedPairs(size_t bytes, long pairs) {
  Pairs(bytes, pairs / 10);  // warm
  const double start = CpuNanoseconds();
  Pairs(bytes, pairs);
  return CpuNanoseconds() - start;
}

double NanosecondsOfPair(size_t bytes, long pairs, size_t threads) {
  std::vector<double> taken(threads);
  std::vector<std::thread> others;
  for (size_t thread = 1; thread < threads; ++thread)
    others.emplace_back(
        [&taken, thread, bytes, pairs] { taken[thread] = TimedPairs(bytes, pairs); });
  taken[0] = TimedPairs(bytes, pairs);
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
  for (const size_t bytes : kSizes)
    std::printf("%zu %.3f\n", bytes, NanosecondsOfPair(bytes, pairs, threads));
  return 0;
}
