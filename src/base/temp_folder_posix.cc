#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX's

#include <cerrno>
#include <filesystem>
#include <utility>

#include "base/temp_folder.h"

namespace seep {

Result<TempFolder> TempFolder::Create() {
  std::error_code none;
  std::string path = std::filesystem::temp_directory_path(none) / "seep-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) {
    const int sys_errno = errno;
    return Fail(ErrorKind::kIo, Fault::kEnvironment,
                "no folder can be made at " + path + ": " + ErrnoText(sys_errno) +
                    "; set TMPDIR to a folder that can be written",
                sys_errno);
  }
  return TempFolder(std::move(path));
}

TempFolder::TempFolder(TempFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TempFolder& TempFolder::operator=(TempFolder&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

TempFolder::~TempFolder() {
  std::error_code ignored;  // what another has removed is gone, too
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace seep
