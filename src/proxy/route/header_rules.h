#pragma once
// What a route changes of the fields that pass.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"

namespace sluice {

struct HeaderRules {
  std::vector<std::pair<std::string, std::string>> set{};  // in the place of any of that name
  std::vector<std::string> remove{};

  bool empty() const { return set.empty() && remove.empty(); }
  // Does a field of that name not pass as it is?
  bool Touches(std::string_view name) const {
    return std::ranges::any_of(
               set, [&](const auto& field) { return seep::EqualsIgnoreCase(field.first, name); }) ||
           std::ranges::any_of(
               remove, [&](const std::string& n) { return seep::EqualsIgnoreCase(n, name); });
  }
};

}  // namespace sluice
