#include "judge/mappings.h"

#include <algorithm>

namespace seep {

int64_t BytesOf(const Sample& sample, const std::string& name) {
  const auto same = [&](const MappingBytes& mapping) { return mapping.name == name; };
  const auto found = std::find_if(sample.mappings.begin(), sample.mappings.end(), same);
  return found == sample.mappings.end() ? 0 : found->bytes;
}

std::vector<MappingGrowth> GrownMappings(const Sample& before, const Sample& after) {
  std::vector<MappingGrowth> grown;
  for (const MappingBytes& mapping : after.mappings) {
    const int64_t before_bytes = BytesOf(before, mapping.name);
    if (mapping.bytes > before_bytes) grown.push_back({mapping.name, before_bytes, mapping.bytes});
  }
  const auto growth = [](const MappingGrowth& m) { return m.after_bytes - m.before_bytes; };
  std::sort(grown.begin(), grown.end(),
            [&](const auto& a, const auto& b) { return growth(a) > growth(b); });
  return grown;
}

bool MemoryGrew(const RunResult& result) {
  const MeterVerdict& held = *result.Judged(Meter::kHeldBytes);
  return held.verdict.growth > held.tolerance.floor;
}

}  // namespace seep
