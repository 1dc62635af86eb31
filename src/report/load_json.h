#pragma once
// What a load came to, as JSON.

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "model/traffic.h"

namespace seep {

// The fields of `load` in docs/formats.md.
nlohmann::ordered_json LoadObject(const LoadResult& load);

// Schema "seep.load/1", described in docs/formats.md.
std::string LoadJson(const TrafficSpec& spec, const LoadResult& load);

}  // namespace seep
