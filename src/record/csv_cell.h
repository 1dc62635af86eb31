#pragma once
// What a cell says: a number of bytes, a count, a time, or nothing.

#include <optional>
#include <string_view>

namespace seep {

// An empty cell, and the ways of writing that there is no number: NaN, NA, N/A, null, none, -.
bool IsGap(std::string_view cell);

// A finite number; nothing if the cell is anything else, be it 12,5.
std::optional<double> ParseNumber(std::string_view cell);

struct ByteReading {
  double bytes = 0;
  double digit = 1;  // bytes of a one in the last place that is written: 1,024 in "12 KiB"
};
// "8421376", "12.5 MB", "300KiB". A number without a unit counts `factor` bytes.
// Nothing above 4e18 bytes.
std::optional<ByteReading> ParseByteReading(std::string_view cell, double factor);

// Bytes of a unit's name in any case: b, bytes, k, kb, kib, kilobytes … t, tb; powers of 1024, as
// in ParseBytes. Nothing if it is none.
std::optional<double> ByteFactor(std::string_view unit);

// "2026-11-22T10:00:00.5Z", "2026-11-22 10:00:00+01:00", without seconds or zone too (UTC): seconds
// since 1970. Source: ISO 8601-1, RFC 3339.
std::optional<double> ParseDateTime(std::string_view cell);

}  // namespace seep
