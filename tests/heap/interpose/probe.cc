#include "heap/interpose/probe.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

namespace probe {
namespace {

// Allocated by a constructor, freed by a destructor.
class Early {
 public:
  Early() : block_(std::malloc(7777)) {}
  ~Early() { std::free(block_); }

 private:
  void* block_;
};
Early early;

int Run(const Operation& operation) {
  void* const prepared = operation.prepare != nullptr ? operation.prepare() : nullptr;
  Mark();
  errno = kUntouched;
  const bool right = operation.act(prepared);
  const int error = errno;
  Mark();
  if (!right) return 3;
  return error == operation.error ? 0 : 4;
}

}  // namespace

void Mark(uint64_t value) {
  char go = 0;
  if (write(STDOUT_FILENO, &value, sizeof value) != static_cast<ssize_t>(sizeof value)) _exit(5);
  if (read(STDIN_FILENO, &go, 1) != 1) _exit(6);
}

int Main(int argc, char** argv) {
  if (argc < 2) return 2;
  for (const Operation* list : {kAllocations, kOperators, kMappings})
    for (const Operation* operation = list; operation->name != nullptr; ++operation)
      if (std::strcmp(operation->name, argv[1]) == 0) return Run(*operation);
  for (const Play* list : {kThreads, kProcesses, kSites, kSizes})
    for (const Play* play = list; play->name != nullptr; ++play)
      if (std::strcmp(play->name, argv[1]) == 0) return play->run(argc - 1, argv + 1);
  return 2;
}

}  // namespace probe

int main(int argc, char** argv) { return probe::Main(argc, argv); }
