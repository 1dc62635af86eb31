#include "trial/site_rounds.h"

#include <algorithm>
#include <vector>

#include "trial/growth_bound.h"
#include "trial/send_round.h"

namespace seep {
namespace {

// Python is four times slower while it notes what it allocates, and a round took two seconds.
constexpr double kRoundSeconds = 0.5;
constexpr uint64_t kUsualShare = 4;

// The largest of most: a site pass before, after which it was no leak, is one round many times as
// large.
uint64_t UsualSize(const RunResult& result) {
  std::vector<uint64_t> sizes;
  for (const Round& round : result.rounds) {
    if (!round.idle) sizes.push_back(round.load.requests);
  }
  if (sizes.empty()) return 0;
  std::sort(sizes.begin(), sizes.end());
  return sizes[(sizes.size() - 1) * 9 / 10];
}

}  // namespace

uint64_t SiteRoundSize(const Plan& plan, const RunResult& result) {
  const uint64_t usual = std::max<uint64_t>(plan.traffic.connections, UsualSize(result));
  const uint64_t size = std::min(usual, GrowthBound().Next(result));
  if (plan.requests_max == 0) return size;
  const uint64_t share = plan.requests_max / kSiteRequestsShare / kSiteRounds;
  return std::clamp<uint64_t>(size, 1, std::max<uint64_t>(share, 1));
}

uint64_t SiteRoundSize(uint64_t usual, const LoadResult& sent) {
  if (sent.seconds <= 0) return usual;
  const auto answered =
      static_cast<uint64_t>(static_cast<double>(sent.requests) / sent.seconds * kRoundSeconds);
  return std::clamp<uint64_t>(answered, std::max<uint64_t>(usual / kUsualShare, 1), usual);
}

bool SendSiteRound(const Plan& plan, const Equipment& with, const std::stop_token& stop,
                   const RunResult& result, uint64_t requests, LoadResult& sent,
                   std::string& problem) {
  const LoadResult load = SendRound(
      {.first = result.load.requests + sent.requests, .requests = requests, .duration = {}},
      plan.legs, with.legs, stop, [](const LoadProgress&) {});
  sent.Add(load);
  with.wait_quiet();
  if (!with.target->Tree().empty() && load.Well() > 0) return true;
  problem = "the server ended, or stopped answering, while its call stacks were being taken";
  return false;
}

bool SiteFound(const SitePass& pass) {
  return !pass.sites.empty() && (pass.sites.front().grows || pass.sites.front().in_steps);
}

}  // namespace seep
