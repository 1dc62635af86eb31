#pragma once
// A report's file, opened before the run, so that a path that cannot be written is known before the
// time is spent.

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/fd.h"

namespace seep {

class OutputFile {
 public:
  // "" writes nowhere, "-" to standard output. Error kPermission or kIo, fault kUser, names the
  // path.
  [[nodiscard]] static Result<OutputFile> Open(const std::string& path);

  // The same, behind what the file holds.
  [[nodiscard]] static Result<OutputFile> OpenToAppend(const std::string& path);

  bool to_stdout() const { return path_ == "-"; }
  [[nodiscard]] Result<> Write(std::string_view bytes);

 private:
  static Result<OutputFile> OpenWith(const std::string& path, int how);

  std::string path_;
  UniqueFd fd_;
};

}  // namespace seep
