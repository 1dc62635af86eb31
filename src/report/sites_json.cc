#include "report/sites_json.h"

#include <nlohmann/json.hpp>

namespace seep {
namespace {

using nlohmann::ordered_json;

ordered_json ToJson(const Slope& slope) {
  return {{"estimate", slope.estimate}, {"low", slope.low}, {"high", slope.high}};
}

ordered_json ToJson(const Frame& frame) {
  ordered_json json = {{"address", frame.address}};
  if (frame.module != SIZE_MAX) {
    json["module"] = frame.module;
    json["module_offset"] = frame.module_offset;
  }
  if (!frame.function.empty()) json["function"] = frame.function;
  if (!frame.file.empty()) {
    json["file"] = frame.file;
    json["line"] = frame.line;
  }
  json["inlined"] = frame.inlined;
  json["own"] = frame.own;
  return json;
}

ordered_json ToJson(const LeakSite& site) {
  ordered_json json = {{"grows", site.grows},
                       {"in_steps", site.in_steps},
                       {"bytes_per_request", ToJson(site.bytes_per_request)},
                       {"blocks_per_request", ToJson(site.blocks_per_request)},
                       {"share", site.share},
                       {"births", site.births},
                       {"live_blocks", site.live_blocks},
                       {"live_bytes", site.live_bytes},
                       {"cohorts", ordered_json::array()},
                       {"stack", ordered_json::array()}};
  for (const Cohort& cohort : site.cohorts) {
    json["cohorts"].push_back(
        {{"round", cohort.round}, {"blocks", cohort.blocks}, {"bytes", cohort.bytes}});
  }
  if (!site.type.empty()) json["class"] = site.type;
  if (!site.held_by.empty()) json["held_by"] = site.held_by;
  json["top"] = site.top;
  if (site.first_own != SIZE_MAX) json["first_own"] = site.first_own;
  if (site.last_own != SIZE_MAX) json["last_own"] = site.last_own;
  for (const Frame& frame : site.stack) json["stack"].push_back(ToJson(frame));
  return json;
}

}  // namespace

ordered_json SitesJson(const SitePass& pass) {
  ordered_json json = {{"requests", pass.requests},
                       {"rounds", pass.rounds},
                       {"classes_bytes_max", pass.classes_bytes_max},
                       {"sampled_one_in", pass.sampled_one_in},
                       {"blocks_lost", pass.blocks_lost},
                       {"processes_lost", pass.processes_lost},
                       {"modules", ordered_json::array()},
                       {"sites", ordered_json::array()}};
  if (!pass.problem.empty()) json["problem"] = pass.problem;
  for (const Module& module : pass.modules)
    json["modules"].push_back({{"path", module.path}, {"build_id", module.build_id}});
  for (const LeakSite& site : pass.sites) json["sites"].push_back(ToJson(site));
  return json;
}

}  // namespace seep
