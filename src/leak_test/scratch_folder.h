#pragma once
// A folder for the files of one run.

#include <string>

namespace seep::leak_test {

// New in the folder for temporary files ($TMPDIR); removed at the end with all that is in it.
class ScratchFolder {
 public:
  // Throws std::system_error: it cannot be made.
  ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();

  // Of a file in it, whether it is there or not.
  std::string Of(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The whole file; empty if it is not there.
std::string ReadFile(const std::string& path);

}  // namespace seep::leak_test
