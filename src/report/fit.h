#pragma once
// Text that fits into columns. A code point counts as one column.

#include <cstddef>
#include <string>
#include <string_view>

namespace seep {

size_t Columns(std::string_view text);

// At most `columns` wide, without its middle where it is longer: "Cache::…::Insert". At least "…".
std::string WithoutMiddle(std::string_view text, size_t columns);

// The same without its beginning: "…/http/cache.cc:42".
std::string WithoutBeginning(std::string_view text, size_t columns);

// Bytes that are no UTF-8 (RFC 3629) become "?".
std::string ValidUtf8(std::string_view text);

// Names of the target are not to be trusted on a terminal: control characters become "?".
std::string Printable(std::string_view text);

}  // namespace seep
