#pragma once
// Rounds and their samples out of a recorded run.

#include "model/run_result.h"
#include "record/json_node.h"

namespace seep {

void ReadSample(const JsonNode& node, Sample& sample);
void ReadLoad(const JsonNode& node, LoadResult& load);
void ReadRound(const JsonNode& node, Round& round);

}  // namespace seep
