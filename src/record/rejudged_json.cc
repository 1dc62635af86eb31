#include "record/rejudged_json.h"

#include <nlohmann/json.hpp>

namespace seep {

using nlohmann::ordered_json;

std::string WithVerdictOf(std::string_view recorded, std::string_view judged) {
  ordered_json run = ordered_json::parse(recorded);
  const ordered_json verdict = ordered_json::parse(judged);
  for (const char* field : {"seep", "verdict", "reason", "cause", "warnings", "meters"}) {
    run[field] = verdict.at(field);
  }
  for (const char* field : {"leading", "sites_note"}) {
    run.erase(field);
    if (verdict.contains(field)) run[field] = verdict.at(field);
  }
  const ordered_json& plan = verdict.at("plan");
  if (plan.contains("tolerance")) run["plan"]["tolerance"] = plan.at("tolerance");
  return run.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace seep
