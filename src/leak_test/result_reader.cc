#include "leak_test/result_reader.h"

#include <nlohmann/json.hpp>

namespace seep::leak_test {
namespace {

using Json = nlohmann::json;

constexpr char kSchema[] = "seep.run/1";

[[noreturn]] void FailOnFormat(const std::string& found) {
  throw LeakTestError(LeakTestError::Kind::kInternal,
                      std::string("seep wrote no run in the format ") + kSchema + ", but " + found +
                          ": is libseep-leak-test of the same version as seep?");
}

LeakVerdict VerdictOf(const Json& run) {
  const std::string verdict = run.at("verdict");
  if (verdict == "CLEAN") return LeakVerdict::kClean;
  if (verdict == "LEAK") return LeakVerdict::kLeak;
  if (verdict == "INCONCLUSIVE") return LeakVerdict::kInconclusive;
  FailOnFormat("the verdict " + verdict);
}

LeakInterval IntervalOf(const Json& slope) {
  return {slope.at("estimate"), slope.at("low"), slope.at("high")};
}

std::optional<LeakInterval> BytesPerRequest(const Json& run) {
  for (const Json& meter : run.at("meters")) {
    const bool decides = run.contains("leading") ? meter.at("name") == run.at("leading")
                                                 : meter.at("verdict") == run.at("verdict");
    if (!decides || meter.at("unit") != "B") continue;
    const Json& slope = meter.at("slope");
    if (slope.at("confidence").get<double>() > 0) return IntervalOf(slope);
    return std::nullopt;
  }
  return std::nullopt;
}

// By the innermost frame of the server's own code, or else the innermost that is no allocator.
LeakSite SiteOf(const Json& site) {
  LeakSite result;
  const Json& stack = site.at("stack");
  const size_t index = site.contains("first_own") ? site.at("first_own") : site.at("top");
  if (index < stack.size()) {
    const Json& frame = stack.at(index);
    result.function = frame.value("function", "");
    result.file = frame.value("file", "");
    result.line = frame.value("line", 0);
  }
  result.bytes_per_request = IntervalOf(site.at("bytes_per_request"));
  result.share = site.at("share");
  return result;
}

std::vector<LeakSite> SitesOf(const Json& run) {
  std::vector<LeakSite> sites;
  if (!run.contains("sites")) return sites;
  for (const Json& site : run.at("sites").at("sites")) {
    if (site.at("grows") || site.at("in_steps")) sites.push_back(SiteOf(site));
  }
  return sites;
}

LeakResult ResultOf(const Json& run) {
  const std::string schema = run.value("schema", "none");
  if (schema != kSchema) FailOnFormat("of the schema " + schema);
  LeakResult result;
  result.verdict = VerdictOf(run);
  result.bytes_per_request = BytesPerRequest(run);
  result.sites = SitesOf(run);
  return result;
}

}  // namespace

LeakResult ReadResult(const std::string& json) {
  try {
    return ResultOf(Json::parse(json));
  } catch (const Json::exception& error) {
    FailOnFormat(error.what());
  }
}

}  // namespace seep::leak_test
