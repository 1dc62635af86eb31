#include "report/where_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "report/blamed_frame.h"
#include "report/fit.h"
#include "report/frame_text.h"

namespace seep {
namespace {

// As much as is taken in at a glance; -v and the other reports have all of them.
constexpr size_t kSitesShown = 3;
constexpr size_t kCallersShown = 2;

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
  const size_t blamed = BlamedIndex(site);
  if (site.last_own >= site.stack.size()) return;
  size_t shown = 0;
  std::string last = Place(site.stack[blamed], pass, folder);
  for (size_t i = blamed + 1; i <= site.last_own && shown < kCallersShown; ++i) {
    // A recursion is told once.
    std::string place = Place(site.stack[i], pass, folder);
    if (!site.stack[i].own || place == last) continue;
    facts.push_back({"", "from " + place});
    last = std::move(place);
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
  for (size_t i = 0; i < std::min(told.size(), kSitesShown); ++i) {
    std::string text = Place(*BlamedFrame(told[i]), *result.sites, folder);
    if (told[i].share > 0) text += fmt::format(", {:.0f} % of the growth", told[i].share * 100);
    facts.push_back({i == 0 ? "where" : "", std::move(text)});
    if (i == 0) AddCallers(told[i], *result.sites, folder, facts);
  }
  if (told.size() <= kSitesShown) return;
  const size_t rest = told.size() - kSitesShown;
  facts.push_back({"", fmt::format("and {} more call stack{}", rest, rest == 1 ? "" : "s")});
}

}  // namespace seep
