#include "runtime/node_answer.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace seep {
namespace {

// More than any machine has, and far from where sums overflow.
constexpr double kBytesMax = 1e15;

std::optional<double> Number(const nlohmann::json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  if (!(value >= 0 && value <= kBytesMax)) return std::nullopt;
  return value;
}

}  // namespace

std::optional<NodeAnswer> ParseNodeAnswer(std::string_view line) {
  if (line.size() > kNodeAnswerBytesMax) return std::nullopt;
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto used = Number(json, "used");
  const auto external = Number(json, "external");
  const auto workers = Number(json, "workers");
  const auto ms = Number(json, "ms");
  if (!used || !external || !workers || !ms) return std::nullopt;
  return NodeAnswer{.used_bytes = std::llround(*used),
                    .external_bytes = std::llround(*external),
                    .workers = std::llround(*workers),
                    .seconds = *ms / 1e3};
}

std::string NodeOptions(const char* users, std::string_view hook) {
  std::string options = users == nullptr ? "" : users;
  if (!options.empty()) options += ' ';
  options += "--require \"";
  for (const char c : hook) {
    if (c == '"' || c == '\\') options += '\\';
    options += c;
  }
  return options + '"';
}

}  // namespace seep
