#pragma once
// Which parts of the traffic are new to the server with every request: what a store by key grows
// with.

#include <cstdint>
#include <string>
#include <vector>

#include "model/plan.h"
#include "model/run_result.h"

namespace seep {

// "path", "query", "body", "Cookie", "X-Id" …, each once: the parts of the requests that the legs
// send in which a placeholder stands, or which a shape makes unique. Requests with the same numbers
// have the same keys (load/template.h). A connection and a TLS session are none: see
// docs/architecture.md.
std::vector<std::string> NewKeys(const Plan& plan);

// Requests after which fewer than one in a hundred has a new key, where all keys are of {rand:N}; 0
// where there is no such bound.
uint64_t KeysNewUntil(const Plan& plan);

// Once an answer has set a cookie for a request without one, who sends none is new to the server as
// well: adds "visitor" to result.new_keys, of whom plan.traffic.visitors is the bound.
void NoteVisitors(const Plan& plan, RunResult& result);

}  // namespace seep
