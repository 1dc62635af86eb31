#include "runtime/hook_answer.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "runtime/hooked_runtimes.h"

namespace seep {
namespace {

// More than any machine has, and far from where sums overflow.
constexpr double kMost = 1e15;
constexpr int64_t kLineMost = 1'000'000'000;

// Into `value`, where it is there; false when it is there and is no such number.
template <class Value>
bool Take(const nlohmann::json& json, const char* name, Value& value) {
  const auto found = json.find(name);
  if (found == json.end()) return true;
  if (!found->is_number()) return false;
  const double number = found->get<double>();
  if (!(number >= 0 && number <= kMost)) return false;
  value = std::llround(number);
  return true;
}

// ["remember","/srv/app.py",14,true]
std::optional<Frame> FrameOf(const nlohmann::json& json) {
  if (!json.is_array() || json.size() != 4 || !json[0].is_string() || !json[1].is_string() ||
      !json[2].is_number_integer() || !json[3].is_boolean())
    return std::nullopt;
  Frame frame;
  frame.function = json[0].get<std::string>();
  frame.file = json[1].get<std::string>();
  frame.line = static_cast<int>(std::clamp<int64_t>(json[2].get<int64_t>(), 0, kLineMost));
  frame.own = json[3].get<bool>();
  return frame;
}

std::optional<LeakSite> SiteOf(const nlohmann::json& json) {
  int64_t bytes = 0;
  int64_t blocks = 0;
  const auto stack = json.is_object() ? json.find("stack") : json.end();
  if (stack == json.end() || !stack->is_array() || !Take(json, "bytes", bytes) ||
      !Take(json, "blocks", blocks))
    return std::nullopt;
  LeakSite site;
  site.live_bytes = static_cast<double>(bytes);
  site.live_blocks = static_cast<double>(blocks);
  for (const auto& one : *stack) {
    std::optional<Frame> frame = FrameOf(one);
    if (!frame) return std::nullopt;
    site.stack.push_back(std::move(*frame));
  }
  return site;
}

}  // namespace

std::optional<HookSites> ParseHookSites(std::string_view line) {
  if (line.size() > kHookSitesBytesMax) return std::nullopt;
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  HookSites answer;
  if (const auto problem = json.find("problem"); problem != json.end() && problem->is_string()) {
    answer.problem = problem->get<std::string>();
    return answer;
  }
  const auto sites = json.find("sites");
  if (sites == json.end() || !sites->is_array() || sites->size() > kHookSitesMax)
    return std::nullopt;
  for (const auto& one : *sites) {
    std::optional<LeakSite> site = SiteOf(one);
    if (!site) return std::nullopt;
    answer.sites.push_back(std::move(*site));
  }
  return answer;
}

std::optional<HookAnswer> ParseHookAnswer(std::string_view line) {
  if (line.size() > kHookAnswerBytesMax) return std::nullopt;
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto runtime = json.find("runtime");
  const auto ms = json.find("ms");
  if (runtime == json.end() || !runtime->is_string() || ms == json.end() || !ms->is_number())
    return std::nullopt;
  HookAnswer answer{.runtime = runtime->get<std::string>(),
                    .used_bytes = {},
                    .objects = {},
                    .seconds = ms->get<double>() / 1e3};
  const bool sound = FindHookedRuntime(answer.runtime) != nullptr && answer.seconds >= 0 &&
                     answer.seconds <= kMost && Take(json, "used", answer.used_bytes) &&
                     Take(json, "external", answer.external_bytes) &&
                     Take(json, "objects", answer.objects) && Take(json, "workers", answer.workers);
  // Who counts neither says nothing.
  if (!sound || !(answer.used_bytes || answer.objects)) return std::nullopt;
  return answer;
}

}  // namespace seep
