#pragma once
// Which parts of the traffic are new to the server with every request: what a store by key grows
// with.

#include <string>
#include <vector>

#include "model/plan.h"

namespace seep {

// "path", "query", "body", "Cookie", "X-Id" …, each once: the parts of the requests that the legs
// send in which a placeholder stands, or which a shape makes unique. Requests with the same numbers
// have the same keys (load/template.h).
std::vector<std::string> NewKeys(const Plan& plan);

}  // namespace seep
