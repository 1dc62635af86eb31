#include "trial/site_pass.h"

#include <algorithm>
#include <cstdint>
#include <set>

#include "heap/format/size_class.h"
#include "heap/reader/modules.h"
#include "heap/reader/ranking.h"
#include "heap/reader/symbolizer.h"
#include "judge/dose_response.h"
#include "judge/replay.h"
#include "trial/site_rounds.h"

namespace seep {
namespace {

constexpr size_t kRoundsMax = 200;
// Of so many sites the functions and lines are looked up; they are in order of growth.
constexpr size_t kSitesNamed = 100;
// Of growth, from which on a part explains it.
constexpr double kExplains = 0.5;

int64_t ClassBytes(const HeapCounts& heap, size_t index) {
  const auto found = std::find_if(heap.classes.begin(), heap.classes.end(),
                                  [&](const HeapClass& c) { return c.index == index; });
  return found == heap.classes.end() ? 0 : found->usable_bytes;
}

void AddGrown(const HeapCounts& before, const HeapCounts& after, std::set<size_t>& grown) {
  for (const HeapClass& size_class : after.classes) {
    if (size_class.usable_bytes > ClassBytes(before, size_class.index))
      grown.insert(size_class.index);
  }
}

const Sample& LastLoaded(const RunResult& result) {
  const auto loaded = std::find_if(result.rounds.rbegin(), result.rounds.rend(),
                                   [](const Round& round) { return !round.idle; });
  return loaded == result.rounds.rend() ? result.first : loaded->sample;
}

class SiteFollower {
 public:
  SiteFollower(const Plan& plan, const Equipment& with, const std::stop_token& stop,
               const RunResult& result)
      : plan_(plan), with_(with), stop_(stop), result_(result) {}

  Followed Run() {
    const std::vector<size_t> classes = GrownClasses(result_);
    for (const size_t index : classes)
      pass_.classes_bytes_max.push_back(static_cast<int64_t>(heap::ClassBytesMax(index)));
    const size_t processes = LastLoaded(result_).processes.size();
    if (const auto begun = with_.heap->BeginSitePass(classes, processes); !begun) {
      pass_.problem = begun.error().message;
      return {.pass = std::move(pass_), .load = {}};
    }
    begin_ = with_.now();
    const double heap_before = HeapBytes();
    while (!stop_.stop_requested() && !Enough() && NextRound()) {
    }
    Rank();
    const double grown = HeapBytes() - heap_before;
    LookForSteps(grown);
    if (!SiteFound(pass_) && pass_.problem.empty())
      pass_.problem = "no call stack held more blocks with every round";
    Name();
    with_.heap->EndSitePass();
    return {.pass = std::move(pass_), .load = load_, .heap_bytes = grown};
  }

 private:
  double HeapBytes() const {
    return static_cast<double>(with_.heap->Read(with_.target->Tree()).usable_bytes);
  }

  bool Enough() {
    if (rounds_.size() < kSiteRounds) return OutOfRequests();
    if (rounds_.size() >= kRoundsMax) return true;
    Rank();
    if (SiteFound(pass_)) return true;
    // A table that doubles grows again when the requests have doubled.
    const double seconds = Seconds(with_.now() - begin_);
    return OutOfRequests() || load_.requests >= result_.load.requests ||
           seconds >= Seconds(plan_.time_max);
  }

  bool OutOfRequests() const {
    return plan_.requests_max != 0 && load_.requests >= plan_.requests_max / kSiteRequestsShare;
  }

  bool NextRound() {
    with_.heap->BeginRound(static_cast<uint32_t>(rounds_.size() + 1));
    const bool answered = SendSiteRound(plan_, with_, stop_, result_, SiteRoundSize(plan_, result_),
                                        load_, pass_.problem);
    pass_.requests = load_.Well();
    if (!answered) return false;
    const std::vector<pid_t> tree = with_.target->Tree();
    for (const pid_t pid : tree) modules_.Add(pid);
    rounds_.push_back({static_cast<double>(pass_.requests), with_.heap->TakeCensus(tree)});
    return true;
  }

  void Rank() {
    if (rounds_.empty()) return;
    pass_.rounds = rounds_.size();
    const Census& last = rounds_.back().census;
    pass_.sampled_one_in = last.sampled_one_in;
    pass_.blocks_lost = last.blocks_lost;
    pass_.processes_lost = last.processes_lost;
    pass_.sites = RankSites(
        rounds_, [this](pid_t pid, uint64_t address) { return modules_.Locate(pid, address); });
  }

  // No pace can be given for a table that doubles now and then; that it is what grew is known. One
  // that did so once has freed its half, which was not followed: the rest has to be most of what
  // the heap gained.
  void LookForSteps(double heap_bytes) {
    if (SiteFound(pass_) || pass_.sites.empty()) return;
    LeakSite& first = pass_.sites.front();
    const bool once = first.share == 0 && first.live_blocks == 1;
    first.in_steps = first.live_bytes > 0 &&
                     (once ? first.live_bytes / 2 >= kExplains * heap_bytes && heap_bytes > 0
                           : first.share >= kExplains);
  }

  void Name() {
    const std::vector<pid_t> tree = with_.target->Tree();
    Symbolizer symbolizer(modules_, tree);
    for (size_t i = 0; i < std::min(pass_.sites.size(), kSitesNamed); ++i)
      symbolizer.Symbolize(pass_.sites[i]);
    pass_.modules = symbolizer.Modules();
  }

  const Plan& plan_;
  const Equipment& with_;
  const std::stop_token& stop_;
  const RunResult& result_;
  SitePass pass_;
  LoadResult load_;
  ModuleTable modules_;
  std::vector<RoundCensus> rounds_;
  TimePoint begin_;
};

}  // namespace

std::vector<size_t> GrownClasses(const RunResult& result) {
  const MeterVerdict* live = result.Judged(Meter::kLiveHeap);
  const auto& last = LastLoaded(result).heap;
  if (live == nullptr || !last) return {};
  std::set<size_t> grown;
  const size_t from = FirstJudged(result, *live);
  if (const auto& before = result.rounds[from].sample.heap) AddGrown(*before, *last, grown);
  if (const auto& before = result.rounds.front().sample.heap) AddGrown(*before, *last, grown);
  // A table that doubles moves to a class of its own each time.
  const size_t above = grown.empty() ? heap::kSmallClasses : *grown.rbegin() + 1;
  for (size_t index = std::max(above, heap::kSmallClasses); index < heap::kClassCount; ++index)
    grown.insert(index);
  return {grown.begin(), grown.end()};
}

bool WantsSites(const RunResult& result) {
  if (!result.plan.sites || result.outcome != Outcome::kLeak) return false;
  const MeterVerdict* live = result.Judged(Meter::kLiveHeap);
  if (live == nullptr) return false;
  if (live->verdict.outcome == Outcome::kLeak) return true;
  if (result.Judged(Meter::kHeldBytes)->verdict.outcome != Outcome::kLeak) return false;
  const auto growth = [&](Meter meter) {
    return Read(meter, LastLoaded(result)) - Read(meter, result.rounds.front().sample);
  };
  return growth(Meter::kLiveHeap) >= kExplains * growth(Meter::kHeldBytes);
}

Followed FollowSites(const Plan& plan, const Equipment& with, const std::stop_token& stop,
                     const RunResult& result) {
  return SiteFollower(plan, with, stop, result).Run();
}

bool StoppedGrowing(const RunResult& result, const Followed& followed) {
  const MeterVerdict* live = result.Judged(Meter::kLiveHeap);
  if (live == nullptr || live->verdict.outcome != Outcome::kLeak ||
      followed.pass.rounds < kSiteRounds)
    return false;
  const double expected = live->verdict.slope.estimate * static_cast<double>(followed.load.Well());
  return followed.heap_bytes < kStoppedShare * expected;
}

}  // namespace seep
