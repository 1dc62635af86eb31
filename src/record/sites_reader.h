#pragma once
// Call stacks out of a recorded run, as report/sites_json.h writes them.

#include "model/heap.h"
#include "record/json_node.h"

namespace seep {

void ReadSites(const JsonNode& node, SitePass& pass);

}  // namespace seep
