#pragma once
// A site pass as JSON: docs/formats.md.

#include <nlohmann/json_fwd.hpp>

#include "model/heap.h"

namespace seep {

nlohmann::ordered_json SitesJson(const SitePass& pass);

}  // namespace seep
