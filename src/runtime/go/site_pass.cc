#include "runtime/go/site_pass.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace seep {
namespace {

constexpr int64_t kEveryAllocation = 1;
constexpr int64_t kRateMax = int64_t{1} << 40;  // bytes: what is more is no rate

}  // namespace

Result<std::unique_ptr<GoSitePass>> GoSitePass::Start(GoProcess& go) {
  if (!go.places().profile_rate) {
    return tl::unexpected(CannotTellLines(
        go, ErrorKind::kUnsupported, "its symbols are stripped: build it without -ldflags=-s"));
  }
  auto code = GoCode::Open(go);
  if (!code) return tl::unexpected(std::move(code.error()));
  const auto rate = go.memory().Number<int64_t>(*go.places().profile_rate);
  if (!rate) return tl::unexpected(CannotTellLines(go, ErrorKind::kExited, "it has ended"));
  if (*rate < 0 || *rate > kRateMax) {
    return tl::unexpected(CannotTellLines(go, ErrorKind::kUnsupported,
                                          "the rate of its memory profiler is not found"));
  }
  return std::unique_ptr<GoSitePass>(new GoSitePass(go, std::move(*code), *rate));
}

GoSitePass::GoSitePass(GoProcess& go, std::unique_ptr<GoCode> code, int64_t own_rate)
    : go_(go), code_(std::move(code)), own_rate_(own_rate) {
  SetRate(kEveryAllocation);
}

GoSitePass::~GoSitePass() { SetRate(own_rate_); }

void GoSitePass::SetRate(int64_t rate) const {
  go_.memory().Write(*go_.places().profile_rate, &rate, sizeof rate);
}

// The runtime moves counts from one record of a bucket to another after a collection: what two
// readings agree on was read in between.
Result<GoLiveByStack> GoSitePass::Take(milliseconds patience) {
  const TimePoint deadline = Clock::now() + patience;
  const auto reading = go_.Read(patience);
  if (!reading) return tl::unexpected(reading.error());
  auto address = go_.places().profile_buckets;
  if (!address) address = FindProfileBuckets(code_->Elf(), code_->LoadBias(), go_.memory());
  if (!address) return GoLiveByStack();  // nothing was counted yet
  auto last = ReadProfileBuckets(*address, go_.memory(), deadline);
  while (last) {
    auto again = ReadProfileBuckets(*address, go_.memory(), deadline);
    if (again == last) return std::move(*last);
    last = std::move(again);
  }
  return tl::unexpected(CannotTellLines(
      go_, ErrorKind::kTimeout,
      fmt::format("what it allocated was not read within {} ms", patience.count())));
}

std::vector<GoSite> GoSitePass::Growth(const GoLiveByStack& from, const GoLiveByStack& to) const {
  std::vector<GoSite> sites;
  for (const auto& [stack, live] : to) {
    const auto before = from.find(stack);
    const GoLive past = before == from.end() ? GoLive{} : before->second;
    if (live.bytes <= past.bytes) continue;
    sites.push_back(
        {live.bytes - past.bytes, live.blocks - past.blocks, code_->CallsOfProfile(stack)});
  }
  std::stable_sort(sites.begin(), sites.end(),
                   [](const GoSite& a, const GoSite& b) { return a.bytes > b.bytes; });
  return sites;
}

}  // namespace seep
