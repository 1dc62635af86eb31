#include "record/json_node.h"

#include <fmt/format.h>

namespace seep {

std::vector<std::string> JsonNode::Keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, value] : value_->items()) keys.push_back(key);
  return keys;
}

std::string JsonNode::Path() const {
  if (parent_ == nullptr) return "";
  const std::string above = parent_->Path();
  if (key_ == nullptr) return fmt::format("{}[{}]", above, index_);
  return above.empty() ? key_ : fmt::format("{}.{}", above, key_);
}

void JsonNode::Complain(std::string_view problem) const {
  if (!error_->empty()) return;
  const std::string path = Path();
  *error_ = path.empty() ? std::string(problem) : fmt::format("{}: {}", path, problem);
}

const nlohmann::json* JsonNode::Find(const char* key, bool required) const {
  if (!error_->empty()) return nullptr;
  const auto found = value_->find(key);
  if (found != value_->end()) return &*found;
  if (required) JsonNode(*this, *value_, key).Complain("is missing");
  return nullptr;
}

bool JsonNode::Expect(bool holds, std::string_view what) const {
  if (!holds) Complain(fmt::format("expected {}", what));
  return holds;
}

void JsonNode::Into(bool& into) const {
  if (Expect(value_->is_boolean(), "true or false")) into = value_->get<bool>();
}

void JsonNode::Into(double& into) const {
  if (value_->is_null()) {
    into = std::numeric_limits<double>::quiet_NaN();
  } else if (Expect(value_->is_number(), "a number")) {
    into = value_->get<double>();
  }
}

void JsonNode::Into(std::string& into) const {
  if (Expect(value_->is_string(), "a text")) into = value_->get<std::string>();
}

}  // namespace seep
