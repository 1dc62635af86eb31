#pragma once
// [upstream.NAME]: the groups of servers that requests can go to.

#include "proxy/route/routing.h"
#include "sluice/config/table_reader.h"

namespace sluice {

Result<> ReadUpstreams(const TableReader& reader, const seep::TomlEntry& entry, Routing& routing);

}  // namespace sluice
