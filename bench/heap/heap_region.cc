// heap_region: the file that libseep_heap.so counts in, for scripts that preload it by hand. Prints
// the file's path, keeps the file until its standard input ends, and answers each line read from
// there with the counts so far: ALLOCATIONS THREADS_LOST PROCESSES_LOST FOLLOWED.
//
//   heap_region              counters alone, as in most of a run
//   heap_region --follow     every block is followed to its call stack: the most that can be asked
//
// ALLOCATIONS and FOLLOWED (blocks) are what still stands there: less than there were, since the
// slots and tables of processes that have ended are used again. Exit codes: 0, 1 no room for the
// file, 2 usage.

#include <sys/stat.h>

#include <cstdio>
#include <cstring>

#include "heap/reader/region_file.h"

namespace seep {
namespace {

int64_t Allocations(heap::Region& region) {
  int64_t sum = 0;
  for (const heap::Slot& slot : region.slots) {
    for (const heap::ClassCounts& counts : slot.classes) sum += counts.allocations;
  }
  return sum;
}

uint64_t Followed(RegionFile& file) {
  uint64_t births = 0;
  for (size_t i = 0; i < file.Tables(); ++i) {
    for (const heap::Site& site : file.Table(i).sites) births += site.births.load();
  }
  return births;
}

Result<> FollowEverything(RegionFile& file) {
  const auto tables = file.MakeTables(heap::kTables);
  if (!tables) return tl::unexpected(tables.error());
  heap::Region& region = file.Header();
  for (auto& word : region.class_mask) word.store(~uint64_t{0});
  region.round.store(1);
  region.tables.store(static_cast<uint32_t>(*tables));
  region.pass.store(1);
  region.attention.store(heap::kFollowBlocks);
  for (heap::Slot& slot : region.slots) slot.attention.store(heap::kFollowBlocks);
  return {};
}

void AnswerQuestions(RegionFile& file) {
  heap::Region& region = file.Header();
  for (int letter = std::getchar(); letter != EOF; letter = std::getchar()) {
    if (letter != '\n') continue;
    std::printf("%lld %llu %llu %llu\n", static_cast<long long>(Allocations(region)),
                static_cast<unsigned long long>(region.threads_lost.load()),
                static_cast<unsigned long long>(region.processes_lost.load()),
                static_cast<unsigned long long>(Followed(file)));
    std::fflush(stdout);
  }
}

int Serve(bool follow) {
  auto file = RegionFile::Create(RegionFolders());
  Result<> followed = {};
  if (file && follow) followed = FollowEverything(**file);
  if (!file || !followed) {
    const Error& error = file ? followed.error() : file.error();
    std::fprintf(stderr, "heap_region: %s\n", error.message.c_str());
    return 1;
  }
  // Servers that change their user before they start their workers' programs open it too.
  ::chmod((*file)->Path().c_str(), 0666);
  std::puts((*file)->Path().c_str());
  std::fflush(stdout);
  AnswerQuestions(**file);
  return 0;
}

}  // namespace
}  // namespace seep

int main(int argc, char** argv) {
  const bool follow = argc == 2 && std::strcmp(argv[1], "--follow") == 0;
  if (argc > 2 || (argc == 2 && !follow)) {
    std::fputs("usage: heap_region [--follow]\n", stderr);
    return 2;
  }
  return seep::Serve(follow);
}
