#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "seep/output_file.h"

namespace seep {

Result<OutputFile> OutputFile::Open(const std::string& path) { return OpenWith(path, O_TRUNC); }

Result<OutputFile> OutputFile::OpenToAppend(const std::string& path) {
  return OpenWith(path, O_APPEND);
}

Result<OutputFile> OutputFile::OpenWith(const std::string& path, int how) {
  OutputFile file;
  file.path_ = path;
  if (path.empty() || path == "-") return file;
  file.fd_.Reset(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | how, 0666));
  if (!file.fd_) {
    return Fail(ErrorKind::kPermission, Fault::kUser,
                fmt::format("cannot write {}: {}", path, ErrnoText(errno)), errno);
  }
  return file;
}

Result<> OutputFile::Write(std::string_view bytes) {
  if (path_.empty()) return {};
  const int fd = to_stdout() ? STDOUT_FILENO : fd_.get();
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      return Fail(ErrorKind::kIo, Fault::kEnvironment,
                  fmt::format("writing {} failed: {}", path_, ErrnoText(errno)), errno);
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

}  // namespace seep
