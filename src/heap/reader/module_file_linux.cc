#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "heap/reader/module_file.h"
#include "heap/reader/modules.h"

namespace seep {
namespace {

constexpr std::string_view kDeleted = " (deleted)";
constexpr std::string_view kVdso = "[vdso]";
constexpr size_t kPathBytesMax = 4096;

// Looks before it opens: opening a FIFO waits, and opening a device may do anything.
UniqueFd OpenRegular(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return {};
  return UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::write(fd, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(size));
  }
  return true;
}

UniqueFd CopyOfVdso() {
  for (const Module& module : ReadModules(::getpid())) {
    if (module.path != kVdso) continue;
    UniqueFd copy(::memfd_create("vdso", MFD_CLOEXEC));
    const auto* start = reinterpret_cast<const char*>(module.start);
    if (copy && WriteAll(copy.get(), {start, module.limit - module.start})) return copy;
  }
  return {};
}

}  // namespace

UniqueFd OpenModule(const Module& module, std::span<const pid_t> processes) {
  if (module.path == kVdso) return CopyOfVdso();
  for (const pid_t pid : processes) {
    const std::string path = ReadablePath(pid, module);
    if (path.empty()) continue;
    if (UniqueFd file = OpenRegular(path)) return file;
  }
  if (!module.path.ends_with(kDeleted)) return OpenRegular(module.path);
  for (const pid_t pid : processes) {
    if (ExecutableOf(pid) != module.path) continue;
    if (UniqueFd file = OpenRegular("/proc/" + std::to_string(pid) + "/exe")) return file;
  }
  return {};
}

std::string ExecutableOf(pid_t pid) {
  std::string path(kPathBytesMax, '\0');
  const std::string link = "/proc/" + std::to_string(pid) + "/exe";
  const ssize_t size = ::readlink(link.c_str(), path.data(), path.size());
  path.resize(size > 0 ? static_cast<size_t>(size) : 0);
  return path;
}

}  // namespace seep
