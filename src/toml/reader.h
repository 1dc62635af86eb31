#pragma once
// TOML as text.

#include <string>
#include <string_view>

#include "base/error.h"
#include "toml/value.h"

namespace seep {

// TOML 1.0. Errors, kBadInput and fault kUser, name `file`, line and column, and what was expected
// there.
[[nodiscard]] Result<TomlTable> ReadToml(std::string_view text, const std::string& file);

}  // namespace seep
