#pragma once
// Numbers with units, as people write and read them.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"

namespace seep {

// "0 B", "512 B", "4.0 KiB", "27.7 MiB", "-1.5 GiB": binary prefixes, one decimal from KiB on.
std::string FormatBytes(double bytes);

// "0", "12,345", "-1,024": whole numbers with thousands separators.
std::string FormatCount(int64_t count);

// "350 ms", "4.2 s", "3 min 05 s".
std::string FormatDuration(double seconds);

// "64", "64B", "4k", "4KiB", "1.5M", "2GB" → bytes; k, M, G are powers of 1024, with or without B
// or iB. Error kBadInput names the text.
[[nodiscard]] Result<uint64_t> ParseBytes(std::string_view text);

// "250ms", "10s", "10", "2m", "1h" → duration; a bare number is seconds. Error kBadInput names the
// text.
[[nodiscard]] Result<milliseconds> ParseDuration(std::string_view text);

}  // namespace seep
