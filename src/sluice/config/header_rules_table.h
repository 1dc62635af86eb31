#pragma once
// Fields to set and to remove: request-headers and response-headers of a route.

#include <string_view>

#include "proxy/route/header_rules.h"
#include "sluice/config/table_reader.h"

namespace sluice {

Result<> ReadRules(const TableReader& reader, const seep::TomlEntry& entry, HeaderRules& rules);

// Bytes that would end a line of a head, or that no value has.
bool HasControls(std::string_view text);

}  // namespace sluice
