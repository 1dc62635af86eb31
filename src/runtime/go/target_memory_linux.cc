#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <fstream>

#include "runtime/go/target_memory.h"

namespace seep {
namespace {

bool SameUser(pid_t pid) {
  struct stat status {};
  return ::stat(fmt::format("/proc/{}", pid).c_str(), &status) == 0 && status.st_uid == ::geteuid();
}

}  // namespace

int PtraceScope() {
  std::ifstream file("/proc/sys/kernel/yama/ptrace_scope");
  int scope = 0;
  return file >> scope ? scope : 0;
}

Result<TargetMemory> TargetMemory::Open(pid_t pid, const std::string& program) {
  UniqueFd file(::open(fmt::format("/proc/{}/mem", pid).c_str(), O_RDWR | O_CLOEXEC));
  if (file) return TargetMemory(pid, std::move(file));
  const int error = errno;
  const bool gone = error == ENOENT || error == ESRCH;
  return Fail(
      gone ? ErrorKind::kExited : ErrorKind::kPermission, Fault::kEnvironment,
      fmt::format("cannot read the memory of {} (pid {}): {}; {}", program, pid, ErrnoText(error),
                  gone ? "it has ended" : WhyNoMemory(PtraceScope(), SameUser(pid))),
      error);
}

bool TargetMemory::Read(uint64_t address, void* to, size_t size) const {
  return ::pread(file_.get(), to, size, static_cast<off_t>(address)) == static_cast<ssize_t>(size);
}

bool TargetMemory::Write(uint64_t address, const void* from, size_t size) const {
  return ::pwrite(file_.get(), from, size, static_cast<off_t>(address)) ==
         static_cast<ssize_t>(size);
}

// One whose memory is not there ends a call (process_vm_readv(2)): the next begins behind it.
std::vector<std::optional<uint32_t>> TargetMemory::Numbers(
    std::span<const uint64_t> addresses) const {
  std::vector<uint32_t> values(addresses.size());
  std::vector<std::optional<uint32_t>> numbers(addresses.size());
  std::vector<iovec> to, from;
  for (size_t i = 0; i < addresses.size(); ++i) {
    to.push_back({&values[i], sizeof values[i]});
    from.push_back({reinterpret_cast<void*>(addresses[i]), sizeof values[i]});
  }
  for (size_t begin = 0; begin < addresses.size();) {
    const size_t count = std::min<size_t>(addresses.size() - begin, IOV_MAX);
    const ssize_t bytes = ::process_vm_readv(pid_, &to[begin], count, &from[begin], count, 0);
    const size_t read = bytes < 0 ? 0 : static_cast<size_t>(bytes) / sizeof(uint32_t);
    for (size_t i = begin; i < begin + read; ++i) numbers[i] = values[i];
    begin += std::max<size_t>(read, 1);
  }
  return numbers;
}

std::string WhyNoMemory(int ptrace_scope, bool same_user) {
  if (ptrace_scope >= 3) {
    return "kernel.yama.ptrace_scope is 3, which forbids it to all until the next boot";
  }
  if (!same_user) {
    return "it runs as another user, or has privileges of its own: run Seep as that user or as "
           "root";
  }
  if (ptrace_scope == 2) return "kernel.yama.ptrace_scope is 2: run Seep as root, or set it to 1";
  if (ptrace_scope == 1) {
    return "kernel.yama.ptrace_scope is 1: let Seep start the program, run Seep as root, or set it "
           "to 0";
  }
  return "the system forbids it: in a container, add the capability SYS_PTRACE";
}

}  // namespace seep
