#include "load/keys.h"

#include <algorithm>
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

}  // namespace seep
