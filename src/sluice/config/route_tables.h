#pragma once
// [[route]]: which request goes to which group, or what it is answered instead.

#include <string>
#include <vector>

#include "proxy/route/routing.h"
#include "sluice/config/table_reader.h"

namespace sluice {

// A route as the file has it, by the name of its group.
struct NamedRoute {
  Route route;
  std::string upstream;
  seep::TomlEntry entry;  // where to complain
};

Result<> ReadRoutes(const TableReader& reader, const seep::TomlEntry& entry,
                    std::vector<NamedRoute>& routes);

// Puts them into `routing`, whose groups are known by now. Without any route, all requests go to
// the one group that there is.
Result<> FindGroups(const TableReader& reader, std::vector<NamedRoute> routes, Routing& routing);

}  // namespace sluice
