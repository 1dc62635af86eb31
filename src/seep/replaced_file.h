#pragma once
// A file that is written over and over while others read it.

#include <string>
#include <string_view>

#include "base/error.h"

namespace seep {

// The file holds these bytes, or what it held before: a reader sees nothing between (rename(2)).
// Until then they are in a file beside it, with ".tmp" at the end of its name. Error kPermission or
// kIo, fault kUser, names the path.
[[nodiscard]] Result<> ReplaceFile(const std::string& path, std::string_view bytes);

}  // namespace seep
