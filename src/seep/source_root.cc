#include "seep/source_root.h"

#include <filesystem>
#include <system_error>

namespace seep {

std::string SourceRoot() {
  std::error_code error;
  const std::filesystem::path here = std::filesystem::current_path(error);
  for (std::filesystem::path folder = here; !folder.empty(); folder = folder.parent_path()) {
    if (std::filesystem::exists(folder / ".git", error)) return folder.string();
    if (folder == folder.root_path()) break;
  }
  return here.string();
}

}  // namespace seep
