#include "judge/new_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "stats/looks.h"

namespace seep {
namespace {

// A longer run has call stacks and pauses as well, and need not be as fast.
constexpr double kSpareTime = 1.5;

// Requests that could bring a key: those that were sent again could not.
uint64_t Drawn(const RunResult& result) {
  uint64_t drawn = result.load.requests;
  for (const Round& round : result.rounds) {
    if (round.replayed) drawn -= std::min(drawn, round.load.requests);
  }
  return drawn;
}

}  // namespace

bool BringsNewKeys(const RunResult& result) {
  if (result.new_keys.empty()) return false;
  return result.keys_new_until == 0 || Drawn(result) < result.keys_new_until;
}

uint64_t TellingRequests(const RunResult& result) {
  const uint64_t answered = result.load.Well();
  if (result.new_keys.empty() || BringsNewKeys(result)) return answered;
  return answered - std::min(answered, result.keys_new_until);
}

std::string UntilKeysAreOld(const RunResult& result) {
  const double requests = static_cast<double>(result.keys_new_until) + kLeakRequestsMin;
  const double sent = static_cast<double>(std::max<uint64_t>(result.load.requests, 1));
  const double seconds = std::ceil(kSpareTime * requests * result.After().seconds / sent);
  return fmt::format("-n {:.0f} -t {:.0f}s", requests, seconds);
}

}  // namespace seep
