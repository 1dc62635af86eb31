#include "judge/new_keys.h"

#include <algorithm>

namespace seep {

bool BringsNewKeys(const RunResult& result) {
  if (result.new_keys.empty()) return false;
  return result.keys_new_until == 0 || result.load.requests < result.keys_new_until;
}

uint64_t TellingRequests(const RunResult& result) {
  const uint64_t answered = result.load.Well();
  if (result.new_keys.empty() || BringsNewKeys(result)) return answered;
  return answered - std::min(answered, result.keys_new_until);
}

}  // namespace seep
