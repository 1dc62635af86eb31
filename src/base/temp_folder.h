#pragma once
// A folder that lives as long as what needs it.

#include <string>

#include "base/error.h"

namespace seep {

class TempFolder {
 public:
  // In $TMPDIR or /tmp, for this user alone (mkdtemp(3)). Error kIo, fault kEnvironment.
  [[nodiscard]] static Result<TempFolder> Create();
  TempFolder(TempFolder&& other) noexcept;
  TempFolder& operator=(TempFolder&& other) noexcept;
  ~TempFolder();  // removes it, with all that is in it

  const std::string& path() const { return path_; }

 private:
  explicit TempFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;  // empty: moved from
};

}  // namespace seep
