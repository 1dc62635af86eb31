#pragma once
// A running program of tests/probes, and the return addresses that it told.

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/fd.h"

namespace seep {

struct Captured {
  uint64_t return_address = 0;
  std::vector<int> lines;  // of the calls, innermost first
};

class Probe {
 public:
  // Starts the program and reads until it is ready. A failure fails the test.
  explicit Probe(const std::string& program, const std::vector<std::string>& arguments = {});
  ~Probe();  // ends it
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  pid_t Pid() const { return pid_; }
  const Captured& operator[](const std::string& name) const;  // fails the test if it is unknown

  static std::string Path(const std::string& name);  // of a file in the probes' folder

 private:
  void ReadUntilReady(int output);

  pid_t pid_ = -1;
  UniqueFd input_;
  std::map<std::string, Captured> captured_;
};

}  // namespace seep
