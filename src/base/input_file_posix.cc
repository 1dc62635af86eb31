#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/fd.h"
#include "base/input_file.h"

namespace seep {
namespace {

constexpr size_t kBytesMax = size_t{1} << 30;
constexpr size_t kChunkBytes = size_t{1} << 16;

tl::unexpected<Error> CannotRead(const std::string& name, const std::string& why, int error) {
  const ErrorKind kind = error == ENOENT   ? ErrorKind::kNotFound
                         : error == EACCES ? ErrorKind::kPermission
                                           : ErrorKind::kBadInput;
  return Fail(kind, Fault::kUser, fmt::format("cannot read {}: {}", name, why), error);
}

Result<std::string> ReadAll(int fd, const std::string& name) {
  std::string bytes;
  std::array<char, kChunkBytes> chunk{};
  while (true) {
    const ssize_t count = ::read(fd, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return CannotRead(name, ErrnoText(errno), errno);
    if (count == 0) return bytes;
    bytes.append(chunk.data(), static_cast<size_t>(count));
    if (bytes.size() > kBytesMax) return CannotRead(name, "it has more than 1 GiB", EFBIG);
  }
}

}  // namespace

Result<std::string> ReadInputFile(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return CannotRead(path, ErrnoText(errno), errno);
  return ReadAll(fd.get(), path);
}

Result<std::string> ReadInput(const std::string& path) {
  return path == "-" ? ReadAll(STDIN_FILENO, InputName(path)) : ReadInputFile(path);
}

std::string InputName(const std::string& path) { return path == "-" ? "standard input" : path; }

}  // namespace seep
