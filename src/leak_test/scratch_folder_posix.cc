#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "leak_test/scratch_folder.h"

namespace seep::leak_test {

ScratchFolder::ScratchFolder()
    : path_((std::filesystem::temp_directory_path() / "seep-leak-test.XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr)
    throw std::system_error(errno, std::generic_category(), "making the folder " + path_);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;  // what is left is in the folder for temporary files
  std::filesystem::remove_all(path_, ignored);
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace seep::leak_test
