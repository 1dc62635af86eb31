#include "runtime/hook_answer.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "runtime/hooked_runtimes.h"

namespace seep {
namespace {

// More than any machine has, and far from where sums overflow.
constexpr double kMost = 1e15;

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

}  // namespace

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
