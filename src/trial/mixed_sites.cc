#include "trial/mixed_sites.h"

#include <algorithm>
#include <utility>

namespace seep {
namespace {

// A runtime says what its objects are asked to hold, and malloc what it gave them for it.
constexpr double kMoreThan = 1.25;

double BytesPerRequest(const SitePass& pass) {
  double bytes = 0;
  for (const LeakSite& site : pass.sites) bytes += site.bytes_per_request.estimate;
  return bytes;
}

bool AllocatedByARuntime(const LeakSite& site, const SitePass& pass) {
  if (site.top >= site.stack.size()) return false;
  const size_t module = site.stack[site.top].module;
  return module < pass.modules.size() && IsARuntime(pass.modules[module].path);
}

}  // namespace

bool LeavesBlocks(const RunResult& result, const SitePass& of_runtime) {
  const MeterVerdict* live = result.Judged(Meter::kLiveHeap);
  return live != nullptr && live->verdict.outcome == Outcome::kLeak &&
         live->verdict.slope.estimate > kMoreThan * BytesPerRequest(of_runtime);
}

bool IsARuntime(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  if (name.starts_with("lib")) name.remove_prefix(3);
  constexpr std::string_view kNames[] = {"python", "ruby", "node", "jvm"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](std::string_view runtime) { return name.starts_with(runtime); });
}

SitePass Mixed(SitePass of_runtime, SitePass native) {
  std::vector<LeakSite> sites = std::exchange(of_runtime.sites, {});
  for (LeakSite& site : native.sites) {
    if (site.grows && !AllocatedByARuntime(site, native)) sites.push_back(std::move(site));
  }
  double bytes = 0;
  for (const LeakSite& site : sites) bytes += std::max(site.bytes_per_request.estimate, 0.0);
  for (LeakSite& site : sites)
    site.share = bytes > 0 ? std::max(site.bytes_per_request.estimate, 0.0) / bytes : 0;
  std::stable_sort(sites.begin(), sites.end(), [](const LeakSite& a, const LeakSite& b) {
    if (a.grows != b.grows) return a.grows;
    return a.bytes_per_request.estimate > b.bytes_per_request.estimate;
  });
  // Frames of a runtime's code are in no module, and those of the native ones in theirs.
  native.sites = std::move(sites);
  native.problem = of_runtime.problem;
  native.requests = of_runtime.requests;
  native.rounds = of_runtime.rounds;
  return native;
}

}  // namespace seep
