#pragma once
// A probe: does one thing between two marks, so that a test can tell what was counted for it.

#include <cstddef>
#include <cstdint>

namespace probe {

// Tells the test that this place is reached, and waits until it says to go on. Allocates nothing.
void Mark(uint64_t value = 0);

// `prepare` (may be null) comes before the first mark, `act` between the two; false: what it got is
// wrong. errno is 77 before `act`, and has to be `error` after it.
struct Operation {
  const char* name;
  void* (*prepare)();
  bool (*act)(void* prepared);
  int error;
};
inline constexpr int kUntouched = 77;

// What does more than one step: it marks as it goes. Returns the exit status.
struct Play {
  const char* name;
  int (*run)(int argc, char** argv);  // from its own name on
};

// Lists end with a name that is null.
extern const Operation kAllocations[];
extern const Operation kOperators[];
extern const Operation kMappings[];
extern const Play kThreads[];
extern const Play kProcesses[];
extern const Play kSites[];
extern const Play kSizes[];

// Runs what argv[1] names.
int Main(int argc, char** argv);

}  // namespace probe
