#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "process/proc_scan.h"

namespace seep {
namespace {

std::optional<ProcStat> ReadStat(int proc, pid_t pid, std::span<char> line) {
  std::array<char, 32> path{};
  const auto end = std::to_chars(path.data(), path.data() + 16, pid).ptr;
  std::memcpy(end, "/stat", 6);
  const UniqueFd file(::openat(proc, path.data(), O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  const ssize_t size = ::read(file.get(), line.data(), line.size());
  if (size <= 0) return std::nullopt;
  return ParseProcStat(std::string_view(line.data(), static_cast<size_t>(size)));
}

}  // namespace

ProcScan::ProcScan() : proc_(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {}

pid_t ProcScan::NextPid() {
  for (;;) {
    if (used_ == filled_) {
      const ssize_t size = ::getdents64(proc_.get(), entries_.data(), entries_.size());
      if (size <= 0) return 0;
      used_ = 0;
      filled_ = static_cast<size_t>(size);
    }
    const char* entry = entries_.data() + used_;
    uint16_t length = 0;
    std::memcpy(&length, entry + offsetof(dirent64, d_reclen), sizeof length);
    used_ += length;
    const char* name = entry + offsetof(dirent64, d_name);
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(name, entry + length, pid);
    if (error == std::errc() && *end == '\0' && pid > 0) return pid;
  }
}

std::optional<ProcStat> ProcScan::Next(std::span<const pid_t> skip) {
  while (const pid_t pid = NextPid()) {
    if (std::binary_search(skip.begin(), skip.end(), pid)) continue;
    if (auto stat = ReadStat(proc_.get(), pid, line_)) return stat;
  }
  return std::nullopt;
}

std::optional<ProcStat> ReadProcStat(pid_t pid) {
  const UniqueFd proc(::open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
  std::array<char, 1024> line;
  auto stat = ReadStat(proc.get(), pid, line);
  if (stat) stat->name = {};  // pointed into `line`
  return stat;
}

}  // namespace seep
