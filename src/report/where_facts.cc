#include "report/where_facts.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "report/blamed_frame.h"
#include "report/fit.h"
#include "report/frame_text.h"

namespace seep {
namespace {

// As much as is taken in at a glance; -v and the other reports have all of them.
constexpr size_t kSitesShown = 3;
constexpr size_t kCallersShown = 2;
// Of the growth: what is less is looked at when the rest is mended. The largest is always told.
constexpr double kShareShown = 0.05;

constexpr size_t kSourceColumns = 48;
constexpr size_t kFunctionColumns = 48;

// "cache.cc:42 in Cache::Add"; the function alone where nothing else is known.
std::string Place(const Frame& frame, const SitePass& pass, const std::string& folder) {
  const std::string function = FunctionText(frame, pass.modules, kFunctionColumns);
  const std::string source =
      WithoutBeginning(SourceText(frame, pass.modules, folder), kSourceColumns);
  return source.empty() || source == function ? function
                                              : fmt::format("{} in {}", source, function);
}

void AddCallers(const LeakSite& site, const SitePass& pass, const std::string& folder,
                std::vector<Fact>& facts) {
  if (site.last_own >= site.stack.size()) return;
  const auto function = [&](size_t i) {
    return FunctionText(site.stack[i], pass.modules, kFunctionColumns);
  };
  size_t last = BlamedIndex(site);
  size_t shown = 0;
  for (size_t i = last + 1; i <= site.last_own && shown < kCallersShown; ++i) {
    // A recursion is told once.
    if (!site.stack[i].own || function(i) == function(last)) continue;
    facts.push_back({"", "from " + Place(site.stack[i], pass, folder)});
    last = i;
    ++shown;
  }
}

}  // namespace

void AddWhere(const RunResult& result, std::vector<Fact>& facts) {
  if (!result.sites_note.empty()) facts.push_back({"where", "not known: " + result.sites_note});
  if (!result.sites) return;
  std::vector<LeakSite> told;
  for (const LeakSite& site : result.sites->sites) {
    if (BlamedFrame(site) != nullptr && (site.grows || (told.empty() && site.in_steps)))
      told.push_back(site);
  }
  if (told.empty()) {
    facts.push_back({"where", "not known: no call stack was seen to grow"});
    return;
  }
  const std::string folder = FolderOfOwn(told);
  size_t shown = 0;
  for (const LeakSite& site : told) {
    if (shown == kSitesShown || (shown > 0 && site.share < kShareShown)) break;
    std::string text = Place(*BlamedFrame(site), *result.sites, folder);
    if (site.share > 0) text += fmt::format(", {:.0f} % of the growth", site.share * 100);
    facts.push_back({shown == 0 ? "where" : "", std::move(text)});
    if (shown == 0) AddCallers(site, *result.sites, folder, facts);
    ++shown;
  }
  const size_t rest = told.size() - shown;
  if (rest > 0)
    facts.push_back({"", fmt::format("and {} more call stack{}", rest, rest == 1 ? "" : "s")});
}

}  // namespace seep
