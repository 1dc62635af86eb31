#pragma once
// Runs in the format seep.run/1, with the fields that the library reads.

#include <nlohmann/json.hpp>

namespace seep::leak_test {

using Json = nlohmann::json;

inline Json Slope(double estimate, double confidence = 0.9995) {
  return {{"estimate", estimate},
          {"low", estimate - 1},
          {"high", estimate + 1},
          {"confidence", confidence}};
}

inline Json MeterOf(const std::string& name, const std::string& unit, const std::string& verdict,
                    const Json& slope) {
  return {{"name", name}, {"unit", unit}, {"verdict", verdict}, {"slope", slope}};
}

inline Json RunOf(const std::string& verdict) {
  return {{"schema", "seep.run/1"},
          {"verdict", verdict},
          {"meters", Json::array({MeterOf("live_heap", "B", verdict, Slope(64)),
                                  MeterOf("descriptors", "descriptor", "CLEAN", Slope(0))})}};
}

}  // namespace seep::leak_test
