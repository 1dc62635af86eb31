#pragma once
// The recorded run: schema "seep.run/1", described in docs/formats.md. Everything a decision was
// made from.

#include <string>

#include "model/run_result.h"

namespace seep {

std::string JsonReport(const RunResult& result);

}  // namespace seep
