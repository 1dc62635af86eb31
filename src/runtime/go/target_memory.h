#pragma once
// The memory of another process, /proc/PID/mem (proc(5)).

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/fd.h"

namespace seep {

class TargetMemory {
 public:
  // For reading and writing. Error kPermission or kExited, fault kEnvironment: its message names
  // `program` and says what would help.
  [[nodiscard]] static Result<TargetMemory> Open(pid_t pid, const std::string& program);

  // False when not all of it is there: the process ended, or nothing is mapped there.
  bool Read(uint64_t address, void* to, size_t size) const;
  bool Write(uint64_t address, const void* from, size_t size) const;

  template <class T>
  std::optional<T> Number(uint64_t address) const {
    T number{};
    if (!Read(address, &number, sizeof number)) return std::nullopt;
    return number;
  }

  // The numbers at these addresses, nothing where one is not there: many in one system call.
  std::vector<std::optional<uint32_t>> Numbers(std::span<const uint64_t> addresses) const;

 private:
  TargetMemory(pid_t pid, UniqueFd file) : pid_(pid), file_(std::move(file)) {}
  pid_t pid_;
  UniqueFd file_;
};

// kernel.yama.ptrace_scope (Documentation/admin-guide/LSM/Yama.rst), 0 without Yama.
int PtraceScope();

// What stands in the way of reading the memory of another process, and what would help.
// `ptrace_scope` is PtraceScope().
std::string WhyNoMemory(int ptrace_scope, bool same_user);

}  // namespace seep
