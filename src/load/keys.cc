#include "load/keys.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "load/template.h"

namespace seep {
namespace {

void Add(std::string name, std::vector<std::string>& keys) {
  if (std::find(keys.begin(), keys.end(), name) == keys.end()) keys.push_back(std::move(name));
}

void AddKeysOf(const RequestSpec& request, std::vector<std::string>& keys) {
  const std::string_view target = request.target;
  const size_t query = std::min(target.find('?'), target.size());
  if (HasPlaceholder(target.substr(0, query))) Add("path", keys);
  if (HasPlaceholder(target.substr(query))) Add("query", keys);
  for (const auto& [name, value] : request.headers) {
    if (HasPlaceholder(name) || HasPlaceholder(value)) Add(name, keys);
  }
  if (HasPlaceholder(request.body)) Add("body", keys);
}

uint64_t KeysOf(const RequestSpec& request) {
  uint64_t keys = Together(KeysIn(request.target), KeysIn(request.body));
  for (const auto& [name, value] : request.headers)
    keys = Together(keys, Together(KeysIn(name), KeysIn(value)));
  return keys;
}

// Of N keys drawn evenly, each comes within so many times N requests with a chance of 99 %: then
// one request in a hundred has a new one, and growth for each of those shows at a hundredth.
const double kNearlyAll = std::log(100.0);
// A run of an hour sends no more.
constexpr double kRequestsOfARun = 1e8;

}  // namespace

std::vector<std::string> NewKeys(const Plan& plan) {
  std::vector<std::string> keys;
  if (!plan.load_command.empty()) return keys;
  const TrafficSpec& traffic = plan.traffic;
  if (traffic.replay.empty()) AddKeysOf(traffic.request, keys);
  for (const RequestSpec& request : traffic.replay) AddKeysOf(request, keys);
  for (const Leg& leg : plan.legs) {
    if (leg.shape.unique_url) Add("query", keys);
    if (!leg.shape.unique_header.empty()) Add(leg.shape.unique_header, keys);
  }
  return keys;
}

uint64_t KeysNewUntil(const Plan& plan) {
  if (!plan.load_command.empty()) return 0;
  const auto unique = [](const Leg& leg) {
    return leg.shape.unique_url || !leg.shape.unique_header.empty();
  };
  if (std::any_of(plan.legs.begin(), plan.legs.end(), unique)) return 0;
  std::vector<RequestSpec> requests = plan.traffic.replay;
  if (requests.empty()) requests = {plan.traffic.request};
  uint64_t most = 1;
  for (const RequestSpec& request : requests) most = std::max(most, KeysOf(request));
  if (most == 1) return 0;
  const double until =
      std::ceil(static_cast<double>(most) * static_cast<double>(requests.size()) * kNearlyAll);
  return until <= kRequestsOfARun ? static_cast<uint64_t>(until) : 0;
}

void NoteVisitors(const Plan& plan, RunResult& result) {
  if (result.load.cookies_set == 0) return;
  const std::vector<std::string> before = result.new_keys;
  Add("visitor", result.new_keys);
  if (result.new_keys.size() == before.size()) return;
  const uint64_t visitors = plan.traffic.visitors;
  const bool bounded = visitors > 0 && (before.empty() || result.keys_new_until > 0);
  result.keys_new_until = bounded ? std::max(result.keys_new_until, visitors) : 0;
}

}  // namespace seep
