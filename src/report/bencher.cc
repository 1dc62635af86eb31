#include "report/bencher.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "report/fit.h"

namespace seep {
namespace {

// "live_heap" → "live-heap": measures are told by slugs.
std::string Slug(std::string_view name) {
  std::string slug(name);
  std::replace(slug.begin(), slug.end(), '_', '-');
  return slug;
}

}  // namespace

std::string BencherReport(std::span<const NamedRun> runs) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const NamedRun& named : runs) {
    if (named.run->failure) continue;
    for (const MeterVerdict& judged : named.run->meters) {
      const Slope& slope = judged.verdict.slope;
      if (judged.verdict.judged_from == 0) continue;
      json[ValidUtf8(named.name)][Slug(Name(judged.meter))] = {
          {"value", slope.estimate}, {"lower_value", slope.low}, {"upper_value", slope.high}};
    }
  }
  return json.dump(1) + "\n";
}

}  // namespace seep
