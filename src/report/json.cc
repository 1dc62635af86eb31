#include "report/json.h"

#include <nlohmann/json.hpp>

#include "base/version.h"
#include "model/leading.h"
#include "report/load_json.h"
#include "report/sites_json.h"

namespace seep {
namespace {

using nlohmann::ordered_json;

ordered_json ToJson(const MemoryBytes& memory) {
  return {{"held", memory.Held()}, {"anonymous", memory.anonymous},
          {"swap", memory.swap},   {"lazy_free", memory.lazy_free},
          {"pss", memory.pss},     {"rss", memory.rss},
          {"shmem", memory.shmem}, {"file", memory.file}};
}

ordered_json ToJson(const DescriptorCounts& descriptors) {
  return {{"files", descriptors.files},
          {"sockets", descriptors.sockets},
          {"pipes", descriptors.pipes},
          {"other", descriptors.other}};
}

ordered_json ToJson(const ProcessSample& process) {
  return {{"pid", process.pid},
          {"start_ticks", process.start_ticks},
          {"name", process.name},
          {"memory", ToJson(process.memory)},
          {"descriptors", ToJson(process.descriptors)},
          {"descriptors_max", process.descriptors_max},
          {"threads", process.threads},
          {"mappings", process.mappings},
          {"cpu_seconds", process.cpu_seconds}};
}

// Classes are left out: docs/formats.md.
ordered_json ToJson(const HeapCounts& heap) {
  ordered_json json = {{"blocks", heap.blocks},
                       {"usable_bytes", heap.usable_bytes},
                       {"allocations", heap.allocations},
                       {"mapped_bytes", heap.mapped_bytes},
                       {"processes", heap.processes},
                       {"complete", heap.Complete()},
                       {"processes_unseen", heap.processes_unseen},
                       {"threads_lost", heap.threads_lost}};
  if (heap.pooled_bytes != 0) json["pooled_bytes"] = heap.pooled_bytes;
  if (!heap.unseen.empty()) json["unseen"] = heap.unseen;
  return json;
}

ordered_json ToJson(const RuntimeHeap& heap) {
  ordered_json json = {{"runtimes", heap.names}};
  if (heap.used_bytes) json["used_bytes"] = *heap.used_bytes;
  json["external_bytes"] = heap.external_bytes;
  if (heap.page_bytes != 0) json["page_bytes"] = heap.page_bytes;
  if (heap.objects) json["objects"] = *heap.objects;
  if (heap.goroutines) json["goroutines"] = *heap.goroutines;
  json["processes"] = heap.processes;
  json["complete"] = heap.Complete();
  json["alone"] = heap.alone;
  json["threads_unseen"] = heap.threads_unseen;
  json["collection_seconds"] = heap.seconds;
  if (!heap.unseen.empty()) json["unseen"] = heap.unseen;
  return json;
}

ordered_json ToJson(const Sample& sample) {
  ordered_json json = {{"seconds", sample.seconds},
                       {"requests", sample.requests},
                       {"failed", sample.failed},
                       {"connections", sample.connections},
                       {"quiet", sample.quiet},
                       {"memory", ToJson(sample.Memory())},
                       {"processes", ordered_json::array()}};
  for (const ProcessSample& process : sample.processes)
    json["processes"].push_back(ToJson(process));
  if (sample.heap) json["heap"] = ToJson(*sample.heap);
  if (sample.runtime) json["runtime_heap"] = ToJson(*sample.runtime);
  if (sample.goroutines) json["goroutines"] = *sample.goroutines;
  for (const MappingBytes& mapping : sample.mappings) {
    json["mappings"].push_back({{"name", mapping.name}, {"bytes", mapping.bytes}});
  }
  return json;
}

ordered_json ToJson(const Round& round) {
  ordered_json json = {{"idle", round.idle},
                       {"replayed", round.replayed},
                       {"cooling", round.cooling},
                       {"quiet_seconds", round.quiet_seconds},
                       {"sample", ToJson(round.sample)}};
  for (const RoundPart& part : round.parts)
    json["parts"].push_back({{"leg", part.leg}, {"sample", ToJson(part.sample)}});
  if (!round.idle) json["load"] = LoadObject(round.load);
  return json;
}

// null where it was not told apart.
ordered_json ToJson(const std::optional<Slope>& rate) {
  if (!rate) return nullptr;
  return {{"estimate", rate->estimate}, {"low", rate->low}, {"high", rate->high}};
}

ordered_json ToJson(const DoseResponse& dose) {
  return {{"driver", Name(dose.driver)},
          {"per_request", ToJson(dose.per_request)},
          {"per_connection", ToJson(dose.per_connection)},
          {"per_second", ToJson(dose.per_second)},
          {"by_traffic", ToJson(dose.by_traffic)},
          {"confidence", dose.confidence},
          {"note", dose.note}};
}

ordered_json ToJson(const MeterVerdict& judged, const std::string& per) {
  const Verdict& verdict = judged.verdict;
  ordered_json json = {{"name", Name(judged.meter)},
                       {"unit", Unit(judged.meter)},
                       {"verdict", Name(verdict.outcome)},
                       {"reason", verdict.reason},
                       {"law", Name(verdict.law)},
                       {"slope",
                        {{"estimate", verdict.slope.estimate},
                         {"low", verdict.slope.low},
                         {"high", verdict.slope.high},
                         {"confidence", verdict.confidence},
                         {"per", per}}},
                       {"judged_from", verdict.judged_from},
                       {"growth", verdict.growth},
                       {"grows_from", verdict.grows_from},
                       {"tolerance",
                        {{"slope", judged.tolerance.slope},
                         {"floor", judged.tolerance.floor},
                         {"resolution", judged.tolerance.resolution}}},
                       {"points", ordered_json::array()}};
  if (judged.dose) json["dose"] = ToJson(*judged.dose);
  if (judged.replay) {
    json["replay"] = {{"requests", judged.replay->requests},
                      {"growth", ToJson(std::optional(judged.replay->slope))},
                      {"by_key", judged.by_key}};
  }
  if (judged.drain) {
    json["drain"] = {{"seconds", judged.drain->seconds},   {"growth", judged.drain->growth},
                     {"pace", judged.drain->pace},         {"fall", judged.drain->fall},
                     {"requests", judged.drain->requests}, {"kept", ToJson(judged.drain->kept)},
                     {"held_for_a_while", judged.drains},  {"judged_by_waits", judged.by_waits}};
  }
  for (const Point& point : judged.points)
    json["points"].push_back({{"x", point.x}, {"y", point.y}});
  return json;
}

ordered_json ToJson(const std::vector<std::pair<std::string, std::string>>& environment) {
  ordered_json json = ordered_json::object();
  for (const auto& [name, value] : environment) json[name] = value;
  return json;
}

ordered_json ToJson(const Plan& plan) {
  ordered_json legs = ordered_json::array();
  for (const Leg& leg : plan.legs) legs.push_back({{"name", leg.shape.name}, {"share", leg.share}});
  const RequestSpec& request = plan.traffic.request;
  ordered_json headers = ordered_json::array();
  for (const auto& [name, value] : request.headers) headers.push_back({name, value});
  ordered_json json = {{"command_line", plan.command_line},
                       {"command", plan.command},
                       {"helpers", plan.helpers},
                       {"requests_max", plan.requests_max},
                       {"full", plan.full},
                       {"as_is", plan.as_is},
                       {"time_max_seconds", Seconds(plan.time_max)},
                       {"time_more_seconds", Seconds(plan.time_more)},
                       {"connections", plan.traffic.connections},
                       {"visitors", plan.traffic.visitors},
                       {"different_requests", plan.different_requests},
                       {"legs", legs},
                       {"request",
                        {{"method", request.method},
                         {"target", request.target},
                         {"http", request.version == HttpVersion::k10 ? "1.0" : "1.1"},
                         {"host", request.host},
                         {"headers", headers},
                         {"body_bytes", request.body.size()}}}};
  const Endpoint& endpoint = plan.traffic.endpoint;
  if (endpoint.host != Endpoint().host) json["host"] = endpoint.host;
  if (!endpoint.unix_socket.empty()) json["unix_socket"] = endpoint.unix_socket;
  if (plan.traffic.tls.on) {
    json["tls"] = {{"verify", plan.traffic.tls.verify}, {"resume", plan.traffic.tls.resume}};
  }
  if (plan.traffic.http2) json["http2"] = {{"streams", plan.traffic.streams}};
  if (!plan.load_command.empty()) json["load_command"] = plan.load_command;
  if (!plan.traffic.expected.AreUsual()) json["expect_status"] = plan.traffic.expected.Text();
  if (plan.tolerance) json["tolerance"] = *plan.tolerance;
  if (plan.memory_max_bytes) json["memory_max_bytes"] = *plan.memory_max_bytes;
  if (plan.expect_cache_bytes) json["expect_cache_bytes"] = *plan.expect_cache_bytes;
  return json;
}

ordered_json ToJson(const RecordedSeries& series) {
  ordered_json json = {{"source", series.source}, {"x", series.x_name},
                       {"y", series.y_name},      {"resolution", series.resolution},
                       {"notes", series.notes},   {"points", ordered_json::array()}};
  for (const Point& point : series.points)
    json["points"].push_back({{"x", point.x}, {"y", point.y}});
  return json;
}

// What a run of a target has, and a series recorded elsewhere has not.
void AddRun(const RunResult& result, ordered_json& json) {
  json["memory_before"] = ToJson(result.Before().Memory());
  json["memory_after"] = ToJson(result.After().Memory());
  json["target"] = {{"pid", result.pid},
                    {"port", result.port},
                    {"environment", ToJson(result.environment)},
                    {"new_keys", result.new_keys},
                    {"keys_new_until", result.keys_new_until},
                    {"output_tail", result.output_tail}};
  json["plan"] = ToJson(result.plan);
  json["load"] = LoadObject(result.load);
}

void AddFindings(const RunResult& result, ordered_json& json) {
  for (const MappingGrowth& mapping : result.mappings) {
    json["grown_mappings"].push_back({{"name", mapping.name},
                                      {"before_bytes", mapping.before_bytes},
                                      {"after_bytes", mapping.after_bytes}});
  }
  if (result.idle) {
    json["idle"] = {{"seconds", result.idle->seconds},
                    {"bytes_per_second_idle", result.idle->bytes_per_second_idle},
                    {"bytes_per_second_idle_low", result.idle->bytes_per_second_idle_low},
                    {"bytes_per_second_loaded", result.idle->bytes_per_second_loaded}};
  }
  if (!result.heap_note.empty()) json["heap_note"] = result.heap_note;
  if (!result.runtime_note.empty()) json["runtime_note"] = result.runtime_note;
  if (result.trim) {
    json["trim"] = {{"held_bytes_before", result.trim->held_bytes_before},
                    {"held_bytes_after", result.trim->held_bytes_after},
                    {"growth_given_back", result.trim->growth_given_back},
                    {"processes", result.trim->processes}};
  }
  if (!result.sites_note.empty()) json["sites_note"] = result.sites_note;
  if (result.sites) json["sites"] = SitesJson(*result.sites);
}

void AddSamples(const RunResult& result, ordered_json& json) {
  json["first"] = ToJson(result.first);
  json["rounds"] = ordered_json::array();
  for (const Round& round : result.rounds) json["rounds"].push_back(ToJson(round));
}

}  // namespace

std::string JsonReport(const RunResult& result) {
  ordered_json json = {{"schema", "seep.run/1"},
                       {"seep", Version()},
                       {"started_at", result.started_at},
                       {"verdict", result.failure ? "FAILED" : Name(result.outcome)},
                       {"reason", result.failure ? result.failure->message : result.reason},
                       {"cause", result.cause},
                       {"interrupted", result.interrupted},
                       {"warnings", result.warnings},
                       {"per", result.per},
                       {"seconds", result.seconds},
                       {"verdict_seconds", result.verdict_seconds}};
  if (result.series) {
    json["plan"] = ordered_json::object();
    if (result.plan.tolerance) json["plan"]["tolerance"] = *result.plan.tolerance;
    json["series"] = ToJson(*result.series);
  } else {
    AddRun(result, json);
  }
  if (const MeterVerdict* leading = LeadingMeter(result)) json["leading"] = Name(leading->meter);
  json["meters"] = ordered_json::array();
  for (const MeterVerdict& meter : result.meters)
    json["meters"].push_back(ToJson(meter, result.per));
  AddFindings(result, json);
  if (!result.series) AddSamples(result, json);
  // Bytes of the target's output need not be UTF-8.
  return json.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace seep
