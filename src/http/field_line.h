#pragma once
// One field line, of a head or of a trailer section.

#include <string_view>

#include "http/message.h"

namespace seep {

// Parses `line`, not empty and without its CRLF, by RFC 9112 §5. The views in `field` point into
// it. kNone, or kFieldName, kFieldValue, kObsoleteFolding, kBareLineFeed.
ParseError ParseFieldLine(std::string_view line, Field& field);

}  // namespace seep
