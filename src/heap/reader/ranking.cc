#include "heap/reader/ranking.h"

#include <algorithm>
#include <map>
#include <utility>

#include "heap/reader/site_growth.h"

namespace seep {
namespace {

// One site of one process, and the site of all processes that it belongs to.
struct Origin {
  size_t merged = 0;
  double births = 0;  // so far
};

struct Merged {
  std::vector<Frame> stack;
  SiteHistory history;
  double births = 0;
};

class Merger {
 public:
  Merger(size_t rounds, const Locate& locate) : rounds_(rounds), locate_(locate) {}

  void Add(const Census& census, size_t round) {
    for (const CensusEntry& entry : census.entries) {
      Origin& origin = OriginOf(census.processes.at(entry.process), entry.stack);
      origin.births = std::max(origin.births, entry.births);
      SiteHistory& history = merged_[origin.merged].history;
      history.blocks[round] += entry.blocks;
      history.bytes[round] += entry.bytes;
      if (round + 1 == rounds_) AddCohorts(entry.cohorts, history);
    }
  }

  std::vector<Merged> Take() {
    for (const auto& [site, origin] : origins_) merged_[origin.merged].births += origin.births;
    return std::move(merged_);
  }

 private:
  using Stack = std::vector<uint64_t>;

  Origin& OriginOf(pid_t pid, const Stack& stack) {
    const auto [known, added] = origins_.try_emplace({pid, stack});
    if (added) known->second.merged = MergedOf(pid, stack);
    return known->second;
  }

  size_t MergedOf(pid_t pid, const Stack& stack) {
    std::vector<Frame> frames;
    std::vector<CodePlace> places;
    for (const uint64_t return_address : stack) {
      const uint64_t call = return_address - 1;  // what follows a call may be another function
      places.push_back(locate_(pid, call));
      Frame frame;
      frame.address = call;
      frame.module = places.back().module;
      frame.module_offset = places.back().module == SIZE_MAX ? 0 : places.back().offset;
      frames.push_back(std::move(frame));
    }
    const auto [known, added] = by_places_.try_emplace(std::move(places), merged_.size());
    if (added) {
      SiteHistory history{.blocks = std::vector<double>(rounds_),
                          .bytes = std::vector<double>(rounds_)};
      merged_.push_back({std::move(frames), std::move(history)});
    }
    return known->second;
  }

  static void AddCohorts(const std::vector<Cohort>& cohorts, SiteHistory& history) {
    for (const Cohort& cohort : cohorts) {
      const auto same = [&](const Cohort& other) { return other.round == cohort.round; };
      auto found = std::find_if(history.cohorts.begin(), history.cohorts.end(), same);
      if (found == history.cohorts.end()) {
        history.cohorts.push_back({.round = cohort.round});
        found = std::prev(history.cohorts.end());
      }
      found->blocks += cohort.blocks;
      found->bytes += cohort.bytes;
    }
  }

  const size_t rounds_;
  const Locate& locate_;
  std::vector<Merged> merged_;
  std::map<std::pair<pid_t, Stack>, Origin> origins_;
  std::map<std::vector<CodePlace>, size_t> by_places_;
};

struct Ranked {
  LeakSite site;
  double lasting = 0;  // bytes a request
  bool one_step = false;
};

// Nearly all that a site gained came in one round, and one block is what it holds.
constexpr double kOneStep = 0.9;

bool InOneStep(const SiteHistory& history) {
  if (history.blocks.back() != 1) return false;
  double most = 0;
  double sum = 0;
  for (size_t i = 1; i < history.bytes.size(); ++i) {
    const double gain = std::max(history.bytes[i] - history.bytes[i - 1], 0.0);
    most = std::max(most, gain);
    sum += gain;
  }
  return sum > 0 && most >= kOneStep * sum;
}

Ranked Judge(std::span<const double> requests, Merged&& merged) {
  SiteHistory& history = merged.history;
  const auto by_round = [](const Cohort& a, const Cohort& b) { return a.round < b.round; };
  std::sort(history.cohorts.begin(), history.cohorts.end(), by_round);
  const SiteGrowth growth = GrowthOf(requests, history);
  Ranked ranked;
  ranked.site.stack = std::move(merged.stack);
  ranked.site.births = merged.births;
  ranked.site.live_blocks = history.blocks.back();
  ranked.site.live_bytes = history.bytes.back();
  ranked.site.bytes_per_request = growth.bytes_per_request;
  ranked.site.blocks_per_request = growth.blocks_per_request;
  ranked.site.grows = growth.grows;
  ranked.one_step = !growth.grows && InOneStep(history);
  ranked.site.cohorts = std::move(history.cohorts);
  ranked.lasting = growth.lasting_bytes_per_request;
  return ranked;
}

// Blocks of no bytes take what malloc adds to them, and are worth a look where nothing else grows.
void LeaveOutEmpty(std::vector<Ranked>& ranked) {
  const bool others = std::any_of(ranked.begin(), ranked.end(), [](const Ranked& each) {
    return each.site.grows && each.site.live_bytes > 0;
  });
  if (others) std::erase_if(ranked, [](const Ranked& each) { return each.site.live_bytes <= 0; });
}

bool Before(const Ranked& a, const Ranked& b) {
  if (a.site.grows != b.site.grows) return a.site.grows;
  if (a.lasting != b.lasting) return a.lasting > b.lasting;
  return a.site.live_bytes > b.site.live_bytes;
}

}  // namespace

std::vector<LeakSite> RankSites(std::span<const RoundCensus> rounds, const Locate& locate) {
  if (rounds.empty()) return {};
  Merger merger(rounds.size(), locate);
  std::vector<double> requests;
  for (size_t i = 0; i < rounds.size(); ++i) {
    requests.push_back(rounds[i].requests);
    merger.Add(rounds[i].census, i);
  }
  const auto sampled = static_cast<double>(rounds.back().census.sampled_one_in);
  std::vector<Ranked> ranked;
  double growth = 0;
  for (Merged& merged : merger.Take()) {
    merged.history.sampled_one_in = sampled;
    ranked.push_back(Judge(requests, std::move(merged)));
    if (!ranked.back().one_step) growth += std::max(ranked.back().lasting, 0.0);
  }
  LeaveOutEmpty(ranked);
  std::stable_sort(ranked.begin(), ranked.end(), Before);
  std::vector<LeakSite> sites;
  for (Ranked& each : ranked) {
    if (growth > 0 && !each.one_step) each.site.share = std::max(each.lasting, 0.0) / growth;
    sites.push_back(std::move(each.site));
  }
  return sites;
}

}  // namespace seep
