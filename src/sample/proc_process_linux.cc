#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string_view>

#include "sample/proc_process.h"
#include "sample/smaps.h"

namespace seep {
namespace {

constexpr size_t kBufferBytes = 64 * 1024;

using Folder = std::unique_ptr<DIR, int (*)(DIR*)>;

Folder List(UniqueFd fd) { return {fd ? ::fdopendir(fd.Release()) : nullptr, ::closedir}; }

void Count(std::string_view link, DescriptorCounts& counts) {
  if (link.starts_with("socket:")) {
    ++counts.sockets;
  } else if (link.starts_with("pipe:")) {
    ++counts.pipes;
  } else if (link.starts_with("/") && !link.starts_with("/memfd:")) {
    ++counts.files;
  } else {
    ++counts.other;
  }
}

}  // namespace

ProcProcess::ProcProcess(pid_t pid)
    : folder_(::open(("/proc/" + std::to_string(pid)).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}

UniqueFd ProcProcess::OpenFolder(const char* name) const {
  if (!folder_) errno = ENOENT;
  return UniqueFd(folder_ ? ::openat(folder_.get(), name, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1);
}

int ProcProcess::Read(const char* name, std::string& text) const {
  if (!folder_) return ENOENT;
  const UniqueFd file(::openat(folder_.get(), name, O_RDONLY | O_CLOEXEC));
  if (!file) return errno;
  size_t filled = 0;
  for (;;) {
    if (text.size() - filled < kBufferBytes) text.resize(filled + kBufferBytes);
    const ssize_t size = ::read(file.get(), text.data() + filled, text.size() - filled);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return errno;
    if (size == 0) break;
    filled += static_cast<size_t>(size);
  }
  text.resize(filled);
  return 0;
}

int ProcProcess::CountLines(const char* name, std::string& buffer, int64_t& lines) const {
  if (!folder_) return ENOENT;
  const UniqueFd file(::openat(folder_.get(), name, O_RDONLY | O_CLOEXEC));
  if (!file) return errno;
  buffer.resize(std::max(buffer.size(), kBufferBytes));
  lines = 0;
  for (;;) {
    const ssize_t size = ::read(file.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return errno;
    if (size == 0) return 0;
    lines += std::count(buffer.data(), buffer.data() + size, '\n');
  }
}

int ProcProcess::CountDescriptors(DescriptorCounts& counts) const {
  const Folder folder = List(OpenFolder("fd"));
  if (!folder) return errno;
  std::array<char, 64> link;  // enough for every beginning that Count tells apart
  while (const dirent* entry = ::readdir(folder.get())) {
    if (entry->d_name[0] == '.') continue;
    const ssize_t size =
        ::readlinkat(::dirfd(folder.get()), entry->d_name, link.data(), link.size());
    // Closed since it was listed: the target is not quite quiet.
    if (size > 0) Count(std::string_view(link.data(), static_cast<size_t>(size)), counts);
  }
  return 0;
}

std::vector<uint64_t> ProcProcess::StackPointers(std::string& buffer) const {
  std::vector<uint64_t> pointers;
  const Folder tasks = List(OpenFolder("task"));
  if (!tasks) return pointers;
  while (const dirent* task = ::readdir(tasks.get())) {
    if (task->d_name[0] == '.') continue;
    const std::string name = std::string("task/") + task->d_name + "/syscall";
    if (Read(name.c_str(), buffer) != 0) continue;
    if (const auto pointer = ParseStackPointer(buffer)) pointers.push_back(*pointer);
  }
  return pointers;
}

}  // namespace seep
