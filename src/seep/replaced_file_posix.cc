#include <fmt/format.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>

#include "seep/output_file.h"
#include "seep/replaced_file.h"

namespace seep {

Result<> ReplaceFile(const std::string& path, std::string_view bytes) {
  const std::string beside = path + ".tmp";
  Result<OutputFile> file = OutputFile::Open(beside);
  if (!file) return tl::unexpected(file.error());
  if (auto written = file->Write(bytes); !written) {
    ::unlink(beside.c_str());
    return written;
  }
  if (::rename(beside.c_str(), path.c_str()) == 0) return {};
  const int error = errno;
  ::unlink(beside.c_str());
  return Fail(ErrorKind::kIo, Fault::kUser,
              fmt::format("cannot write {}: {}", path, ErrnoText(error)), error);
}

}  // namespace seep
