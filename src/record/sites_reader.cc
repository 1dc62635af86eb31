#include "record/sites_reader.h"

namespace seep {
namespace {

void ReadSlope(const JsonNode& node, const char* key, Slope& slope) {
  node.Object(key, [&](const JsonNode& json) {
    json.Read("estimate", slope.estimate);
    json.Read("low", slope.low);
    json.Read("high", slope.high);
  });
}

void ReadFrame(const JsonNode& node, Frame& frame) {
  node.Read("address", frame.address);
  node.ReadIf("module", frame.module);
  node.ReadIf("module_offset", frame.module_offset);
  node.ReadIf("function", frame.function);
  node.ReadIf("file", frame.file);
  node.ReadIf("line", frame.line);
  node.Read("inlined", frame.inlined);
  node.Read("own", frame.own);
}

// Readers of a site index its stack, and its frames the modules: an index beyond them is refused.
void CheckIndices(const JsonNode& node, const LeakSite& site, size_t modules) {
  const auto outside = [&](size_t index) {
    return index != SIZE_MAX && index >= site.stack.size();
  };
  if (site.top != 0 && outside(site.top)) node.Complain("top is not in the stack");
  if (outside(site.first_own)) node.Complain("first_own is not in the stack");
  if (outside(site.last_own)) node.Complain("last_own is not in the stack");
  for (const Frame& frame : site.stack) {
    if (frame.module != SIZE_MAX && frame.module >= modules) {
      node.Complain("a frame's module is not among the modules");
    }
  }
}

void ReadSite(const JsonNode& node, LeakSite& site, size_t modules) {
  node.Read("grows", site.grows);
  node.Read("in_steps", site.in_steps);
  ReadSlope(node, "bytes_per_request", site.bytes_per_request);
  ReadSlope(node, "blocks_per_request", site.blocks_per_request);
  node.Read("share", site.share);
  node.Read("births", site.births);
  node.Read("live_blocks", site.live_blocks);
  node.Read("live_bytes", site.live_bytes);
  node.ReadIf("class", site.type);
  node.ReadIf("held_by", site.held_by);
  node.Objects("cohorts", [&](const JsonNode& json) {
    Cohort& cohort = site.cohorts.emplace_back();
    json.Read("round", cohort.round);
    json.Read("blocks", cohort.blocks);
    json.Read("bytes", cohort.bytes);
  });
  node.Read("top", site.top);
  node.ReadIf("first_own", site.first_own);
  node.ReadIf("last_own", site.last_own);
  node.Objects("stack",
               [&](const JsonNode& frame) { ReadFrame(frame, site.stack.emplace_back()); });
  CheckIndices(node, site, modules);
}

}  // namespace

void ReadSites(const JsonNode& node, SitePass& pass) {
  node.Read("requests", pass.requests);
  node.Read("rounds", pass.rounds);
  node.Read("classes_bytes_max", pass.classes_bytes_max);
  node.Read("sampled_one_in", pass.sampled_one_in);
  node.Read("blocks_lost", pass.blocks_lost);
  node.Read("processes_lost", pass.processes_lost);
  node.ReadIf("problem", pass.problem);
  node.Objects("modules", [&](const JsonNode& json) {
    Module& module = pass.modules.emplace_back();
    json.Read("path", module.path);
    json.Read("build_id", module.build_id);
  });
  node.Objects("sites", [&](const JsonNode& site) {
    ReadSite(site, pass.sites.emplace_back(), pass.modules.size());
  });
}

}  // namespace seep
