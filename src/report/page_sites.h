#pragma once
// The call stacks of a leak as the HTML report shows them.

#include <nlohmann/json_fwd.hpp>

#include "model/heap.h"
#include "report/source_lines.h"

namespace seep {

// `sites` of seep.page/1 (docs/formats.md): those that grow first, at most 100, and each of their
// frames once.
nlohmann::ordered_json PageSites(const SitePass& pass, const SourceLines& source);

}  // namespace seep
