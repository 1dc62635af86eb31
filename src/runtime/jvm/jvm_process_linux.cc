#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "runtime/jvm/jvm_process.h"
#include "runtime/jvm/native_image.h"

namespace seep {
namespace {

constexpr size_t kProcBytesMax = size_t{64} << 20;  // of a file in /proc; maps may be long

// The text of /proc/PID/NAME; false, and errno, when it cannot be read.
bool ReadProc(pid_t pid, const char* name, std::string& text) {
  const std::string path = fmt::format("/proc/{}/{}", pid, name);
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return false;
  std::array<char, 65536> bytes;
  while (text.size() < kProcBytesMax) {
    const ssize_t size = ::read(file.get(), bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return false;
    if (size == 0) break;
    text.append(bytes.data(), static_cast<size_t>(size));
  }
  return true;
}

std::string ReadProc(pid_t pid, const char* name) {
  std::string text;
  ReadProc(pid, name, text);
  return text;
}

// Of the program that the process runs. Only the pages that are looked at are read.
bool RunsNativeImage(pid_t pid) {
  const std::string path = fmt::format("/proc/{}/exe", pid);
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0 || status.st_size <= 0) return false;
  const auto size = static_cast<size_t>(status.st_size);
  void* mapped = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (mapped == MAP_FAILED) return false;
  const bool found = IsNativeImage({static_cast<const char*>(mapped), size});
  ::munmap(mapped, size);
  return found;
}

// Who may not look into the process can only tell by its name.
Result<std::optional<JvmProcess>> Unreadable(pid_t pid, int error) {
  const std::string name = ReadProc(pid, "comm");
  if (error == ENOENT || error == ESRCH || name != "java\n") return std::nullopt;
  const auto status = JvmStatusNow(pid);
  return Fail(ErrorKind::kPermission, Fault::kEnvironment,
              fmt::format("the JVM (pid {}) belongs to user {}, and reports what is alive in its "
                          "heap only to that user and to root: run Seep as one of them",
                          pid, status ? status->user : 0),
              error);
}

tl::unexpected<Error> Unsupported(std::string message) {
  return Fail(ErrorKind::kUnsupported, Fault::kEnvironment, std::move(message));
}

}  // namespace

std::optional<JvmStatus> JvmStatusNow(pid_t pid) { return ParseJvmStatus(ReadProc(pid, "status")); }

Result<std::optional<JvmProcess>> FindJvm(pid_t pid) {
  // First, so that all that is read later is of this process, or of none.
  UniqueFd handle(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  std::string maps;
  if (!ReadProc(pid, "maps", maps)) return Unreadable(pid, errno);
  switch (JvmInMaps(maps)) {
    case JvmKind::kHotSpot:
      break;
    case JvmKind::kOpenJ9:
      return Unsupported(
          fmt::format("the JVM (pid {}) is OpenJ9, whose heap Seep cannot read: run the server "
                      "with a HotSpot JVM, such as OpenJDK",
                      pid));
    case JvmKind::kNone:
      if (!RunsNativeImage(pid)) return std::nullopt;
      return Unsupported(fmt::format(
          "the program (pid {}) is a GraalVM native image, whose heap Seep cannot read: "
          "run the same server with java",
          pid));
  }
  const auto status = JvmStatusNow(pid);
  if (!status) return std::nullopt;  // it has just ended
  if (AttachDisabled(ReadProc(pid, "environ"), ReadProc(pid, "cmdline"))) {
    return Unsupported(fmt::format(
        "the JVM (pid {}) lets nobody ask for its heap: run it without -XX:+DisableAttachMechanism",
        pid));
  }
  return JvmProcess{.pid = pid, .status = *status, .handle = std::move(handle)};
}

}  // namespace seep
