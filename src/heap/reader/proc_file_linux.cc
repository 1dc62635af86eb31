#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/fd.h"
#include "heap/reader/proc_file.h"

namespace seep {
namespace {

constexpr size_t kChunkBytes = size_t{64} << 10;
constexpr size_t kBytesMax = size_t{64} << 20;

}  // namespace

std::string ReadWholeFile(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  if (!file) return text;
  size_t filled = 0;
  while (filled < kBytesMax) {
    text.resize(filled + kChunkBytes);
    const ssize_t size = ::read(file.get(), text.data() + filled, kChunkBytes);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    filled += static_cast<size_t>(size);
  }
  text.resize(filled);
  return text;
}

}  // namespace seep
