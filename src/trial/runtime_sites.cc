#include "trial/runtime_sites.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "judge/let_go.h"
#include "judge/runtime_heap.h"
#include "trial/site_rounds.h"

namespace seep {
namespace {

// Of the growth in one half, what the other has to have for it to be steady; and of all growth,
// what one stack in steps has to have made.
constexpr double kSteady = 0.5;
constexpr size_t kSitesMax = 100;

// Outside of the user's code a server comes to it by several ways: on a new connection, on one that
// was kept. They are one site.
std::string KeyOf(const LeakSite& site) {
  const auto outermost = std::find_if(site.stack.rbegin(), site.stack.rend(),
                                      [](const Frame& frame) { return frame.own; });
  const auto end = outermost == site.stack.rend() ? site.stack.end() : outermost.base();
  std::string key;
  for (auto frame = site.stack.begin(); frame != end; ++frame)
    key += fmt::format("{}\n{}\n{}\n", frame->function, frame->file, frame->line);
  return key;
}

struct Held {
  double blocks = 0;
  double bytes = 0;
};

std::map<std::string, Held> Sums(const std::vector<LeakSite>& sites) {
  std::map<std::string, Held> sums;
  for (const LeakSite& site : sites) {
    Held& held = sums[KeyOf(site)];
    held.blocks += site.live_blocks;
    held.bytes += site.live_bytes;
  }
  return sums;
}

// One of each key, with what all of them hold. Processes of one program have the same stacks.
std::vector<LeakSite> Merged(const std::vector<LeakSite>& sites) {
  std::vector<LeakSite> merged;
  std::map<std::string, size_t> indices;
  for (const LeakSite& site : sites) {
    const auto [index, first] = indices.try_emplace(KeyOf(site), merged.size());
    if (first) {
      merged.push_back(site);
      continue;
    }
    LeakSite& into = merged[index->second];
    if (site.live_bytes > into.live_bytes) into.type = site.type;
    into.live_blocks += site.live_blocks;
    into.live_bytes += site.live_bytes;
    into.cohorts.insert(into.cohorts.end(), site.cohorts.begin(), site.cohorts.end());
    if (into.held_by.empty()) into.held_by = site.held_by;
  }
  return merged;
}

// Of the objects that were born before a moment, and after the one before it.
Held Born(const LeakSite& site, SiteMoment moment) {
  Held held;
  for (const Cohort& cohort : site.cohorts) {
    if (cohort.round == static_cast<uint32_t>(moment) + 1)
      held = {held.blocks + cohort.blocks, held.bytes + cohort.bytes};
  }
  return held;
}

Held Less(const Held& a, const Held& b) { return {a.blocks - b.blocks, a.bytes - b.bytes}; }

Slope PaceOf(double first, double second, const SiteReadings& readings) {
  const double one = first / readings.first_requests;
  const double other = second / readings.second_requests;
  return {.estimate = (first + second) / (readings.first_requests + readings.second_requests),
          .low = std::min(one, other),
          .high = std::max(one, other)};
}

bool Steady(const Slope& pace) { return pace.low >= kSteady * pace.high; }

// Innermost first; the runtime's own at the inner end does nothing but allocate for its caller.
void Blame(LeakSite& site) {
  for (size_t i = 0; i < site.stack.size(); ++i) {
    if (!site.stack[i].own) continue;
    if (site.first_own == SIZE_MAX) site.first_own = i;
    site.last_own = i;
  }
}

class RuntimeFollower {
 public:
  RuntimeFollower(const Plan& plan, const Equipment& with, const std::stop_token& stop,
                  const RunResult& result)
      : plan_(plan), with_(with), stop_(stop), result_(result) {}

  Followed Run() {
    if (Result<> begun = with_.runtime->BeginSites(with_.target->Tree()); !begun) {
      pass_.problem = begun.error().message;
      return {.pass = std::move(pass_), .load = {}};
    }
    SiteReadings readings;
    // What a connection or a thread allocates anew once is no growth: a round goes before.
    if (Send(1) && Take(SiteMoment::kFirst, readings.begin)) {
      readings.first_requests = Requests(kSiteRounds / 2);
      if (Take(SiteMoment::kMiddle, readings.middle)) {
        readings.second_requests = Requests(kSiteRounds - kSiteRounds / 2);
        if (Take(SiteMoment::kLast, readings.end)) Rank(readings);
      }
    }
    CountRequests(readings);
    with_.runtime->EndSites(with_.target->Tree());
    return {.pass = std::move(pass_), .load = std::move(load_)};
  }

 private:
  bool Send(size_t rounds) {
    for (size_t i = 0; i < rounds && !stop_.stop_requested(); ++i) {
      const uint64_t size = SiteRoundSize(SiteRoundSize(plan_, result_), load_);
      if (!SendSiteRound(plan_, with_, stop_, result_, size, load_, pass_.problem)) return false;
      ++pass_.rounds;
    }
    return true;
  }

  // That were answered in so many rounds.
  double Requests(size_t rounds) {
    const uint64_t before = load_.Well();
    Send(rounds);
    return static_cast<double>(load_.Well() - before);
  }

  // Of the ten rounds.
  void CountRequests(const SiteReadings& readings) {
    pass_.requests = static_cast<uint64_t>(readings.first_requests + readings.second_requests);
    if (pass_.rounds > 0) --pass_.rounds;  // the first was no part of it
  }

  // What is held only for a while is gone by then, and no growth.
  bool Take(SiteMoment moment, std::vector<LeakSite>& sites) {
    if (!pass_.problem.empty() || stop_.stop_requested()) return false;
    with_.pause(milliseconds(static_cast<int64_t>(1000 * SecondsToLetGo(result_))));
    auto taken = with_.runtime->TakeSites(with_.target->Tree(), moment);
    if (!taken) {
      pass_.problem = taken.error().message;
      return false;
    }
    sites = std::move(*taken);
    return true;
  }

  void Rank(const SiteReadings& readings) {
    pass_.sites = RankRuntimeSites(readings);
    if (!SiteFound(pass_)) pass_.problem = "no call stack held more with every round";
  }

  const Plan& plan_;
  const Equipment& with_;
  const std::stop_token& stop_;
  const RunResult& result_;
  SitePass pass_;
  LoadResult load_;
};

}  // namespace

bool WantsRuntimeSites(const RunResult& result) {
  if (!result.plan.sites || result.outcome != Outcome::kLeak) return false;
  return std::any_of(result.meters.begin(), result.meters.end(), [&](const MeterVerdict& judged) {
    return judged.verdict.outcome == Outcome::kLeak &&
           (OfRuntime(judged.meter) || judged.meter == Meter::kThreads ||
            (IsMemory(judged.meter) && RuntimeAnswers(result)));
  });
}

std::vector<LeakSite> RankRuntimeSites(const SiteReadings& readings) {
  std::map<std::string, Held> begin = Sums(readings.begin);
  std::map<std::string, Held> middle = Sums(readings.middle);
  std::vector<LeakSite> sites;
  double all = 0;
  uint64_t frames = 0;
  for (LeakSite& site : Merged(readings.end)) {
    const std::string key = KeyOf(site);
    const Held now = {site.live_blocks, site.live_bytes};
    const bool by_birth = !site.cohorts.empty();
    const Held first_half =
        by_birth ? Born(site, SiteMoment::kMiddle) : Less(middle[key], begin[key]);
    const Held second_half = by_birth ? Born(site, SiteMoment::kLast) : Less(now, middle[key]);
    site.bytes_per_request = PaceOf(first_half.bytes, second_half.bytes, readings);
    site.blocks_per_request = PaceOf(first_half.blocks, second_half.blocks, readings);
    if (site.bytes_per_request.estimate <= 0) continue;
    all += first_half.bytes + second_half.bytes;
    // A table at the same line that was made larger in one half makes the bytes uneven.
    const bool steady = Steady(site.bytes_per_request) || Steady(site.blocks_per_request);
    site.grows = steady && site.bytes_per_request.low > 0 && site.blocks_per_request.low > 0;
    site.share = first_half.bytes + second_half.bytes;
    Blame(site);
    for (Frame& frame : site.stack) frame.address = ++frames;  // a number, and no address
    sites.push_back(std::move(site));
  }
  for (LeakSite& site : sites) {
    site.share = all > 0 ? site.share / all : 0;
    site.in_steps = !site.grows && site.share >= kSteady;
  }
  std::stable_sort(sites.begin(), sites.end(), [](const LeakSite& a, const LeakSite& b) {
    if (a.grows != b.grows) return a.grows;
    return a.bytes_per_request.estimate > b.bytes_per_request.estimate;
  });
  if (sites.size() > kSitesMax) sites.resize(kSitesMax);
  return sites;
}

Followed FollowRuntimeSites(const Plan& plan, const Equipment& with, const std::stop_token& stop,
                            const RunResult& result) {
  return RuntimeFollower(plan, with, stop, result).Run();
}

}  // namespace seep
