#pragma once
// Whether a process is past its loader and waits, as the tests' sleepers do.

#include <gtest/gtest.h>
#include <sys/types.h>

#include <string>

#include "base/proc_stat.h"
#include "heap/reader/proc_file.h"

namespace seep {

// True also when it has ended, which fails the test: so that nobody waits for it forever.
inline bool ProcessSleeps(pid_t pid) {
  const std::string line = ReadWholeFile("/proc/" + std::to_string(pid) + "/stat");
  const auto stat = ParseProcStat(line);
  const bool lives = stat && !stat->Ended();
  EXPECT_TRUE(lives);
  return !lives || stat->state == 'S';
}

}  // namespace seep
