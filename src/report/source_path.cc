#include "report/source_path.h"

namespace seep {

std::string_view SourcePath(std::string_view file) {
  constexpr std::string_view kScheme = "file://";
  constexpr std::string_view kUp = "../";
  if (file.starts_with(kScheme)) file.remove_prefix(kScheme.size());
  while (file.starts_with(kUp)) file.remove_prefix(kUp.size());
  return file;
}

}  // namespace seep
