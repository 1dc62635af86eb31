#include <fmt/format.h>
#include <linux/capability.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "doctor/access.h"
#include "runtime/go/target_memory.h"

namespace seep {
namespace {

uint64_t EffectiveCapabilities() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    uint64_t mask = 0;
    if (word == "CapEff:" && status >> std::hex >> mask) return mask;
  }
  return 0;
}

}  // namespace

Finding OtherProcesses(uint64_t capabilities, bool root) {
  const std::string found = fmt::format(
      "{}, CAP_SYS_PTRACE {}, kernel.yama.ptrace_scope {}", root ? "root" : "a user",
      (capabilities >> CAP_SYS_PTRACE & 1) != 0 ? "is there" : "is not there", PtraceScope());
  if ((capabilities >> CAP_SYS_PTRACE & 1) != 0) return {.name = "other processes", .found = found};
  return {.name = "other processes",
          .usable = Usable::kPartly,
          .found = found,
          .costs =
              "`seep watch --pid` reads processes of this user only, and none that have more "
              "rights",
          .advice = root ? "in a container, add the capability SYS_PTRACE"
                         : "run it as root, or as the process's user"};
}

Finding OtherProcesses() { return OtherProcesses(EffectiveCapabilities(), ::geteuid() == 0); }

}  // namespace seep
