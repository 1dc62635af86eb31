#include <fmt/format.h>
#include <unistd.h>

#include "heap/reader/modules.h"
#include "heap/reader/proc_file.h"

namespace seep {

std::vector<Module> ReadModules(pid_t pid) {
  return ParseModules(ReadWholeFile(fmt::format("/proc/{}/maps", pid)));
}

std::string ReadablePath(pid_t pid, const Module& module) {
  if (!module.path.starts_with('/')) return {};
  // Follows to the file itself, whatever its path leads to now.
  std::string mapped = fmt::format("/proc/{}/map_files/{:x}-{:x}", pid, module.start, module.limit);
  if (::access(mapped.c_str(), R_OK) == 0) return mapped;
  if (module.path.ends_with(" (deleted)")) return {};
  std::string path = fmt::format("/proc/{}/root{}", pid, module.path);
  return ::access(path.c_str(), R_OK) == 0 ? path : std::string();
}

}  // namespace seep
