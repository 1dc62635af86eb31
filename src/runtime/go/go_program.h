#pragma once
// The file of the program that a process runs, in memory.

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/go/build_info.h"
#include "runtime/go/elf_sections.h"

namespace seep {

class GoProgram {
 public:
  // nullptr when it cannot be looked at, or is not Go's.
  static std::unique_ptr<GoProgram> Open(pid_t pid);
  ~GoProgram();
  GoProgram(const GoProgram&) = delete;
  GoProgram& operator=(const GoProgram&) = delete;

  const ElfSections& Elf() const { return *elf_; }
  const GoBuildInfo& Build() const { return *build_; }

 private:
  explicit GoProgram(std::string_view file) : file_(file) {}

  std::string_view file_;  // mapped
  std::optional<ElfSections> elf_;
  std::optional<GoBuildInfo> build_;
};

// How much higher than linked the program was loaded (AT_PHDR of /proc/PID/auxv, proc(5)); nothing
// when the kernel does not say.
std::optional<uint64_t> LoadBias(pid_t pid, const ElfSections& elf);

}  // namespace seep
