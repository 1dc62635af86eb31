#pragma once
// Text that fits into the columns of a terminal. Widths are those of Unicode's East Asian Width
// (UAX #11), as utf8proc has them: 2 of a wide character, 0 of one that is put on top of another.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace seep {

// Of one line. A byte that is no UTF-8 has one column.
size_t Columns(std::string_view text);

// At most `columns` wide, without its middle where it is longer: "Cache::…::Insert". At least "…".
std::string WithoutMiddle(std::string_view text, size_t columns);

// The same without its beginning: "…/http/cache.cc:42".
std::string WithoutBeginning(std::string_view text, size_t columns);

// The same without its end: "200, 404, …".
std::string WithoutEnd(std::string_view text, size_t columns);

// Bytes that are no UTF-8 (RFC 3629) become "?".
std::string ValidUtf8(std::string_view text);

// Names of the target are not to be trusted on a terminal: control characters, invisible ones that
// turn the direction of the text, and bytes that are no UTF-8 become "?".
std::string Printable(std::string_view text);

// Lines of at most `columns`, which is not 0, for text that is broken at its blanks. A number stays
// with its unit, and an option with its value. A word that is too wide by itself is broken where it
// has to be. One line at least.
std::vector<std::string> Wrapped(std::string_view text, size_t columns);

}  // namespace seep
