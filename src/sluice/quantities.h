#pragma once
// Amounts as the command line and the configuration have them. Errors are kBadInput, of the user.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"

namespace sluice {

// Of ServerOptions::head_bytes_max: "8KiB".
[[nodiscard]] seep::Result<size_t> ParseHeadBytes(std::string_view text);
// Bytes a second: "1KiB/s", 1 or more.
[[nodiscard]] seep::Result<uint64_t> ParseByteRate(std::string_view text);

}  // namespace sluice
