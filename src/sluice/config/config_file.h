#pragma once
// Sluice's configuration as a TOML file. docs/sluice.md has its keys.

#include <string>
#include <string_view>

#include "base/error.h"
#include "sluice/options.h"

namespace sluice {

// What the file says is put into `options`; what it does not mention stays as it is. Errors,
// kBadInput and fault kUser, name file, line and column, the key, and what to write instead.
[[nodiscard]] seep::Result<> ReadConfig(std::string_view text, const std::string& file,
                                        Options& options);

}  // namespace sluice
