#include "record/run_reader.h"

#include <fmt/format.h>

#include <cmath>

#include "base/version.h"
#include "model/series_x.h"
#include "record/json_node.h"
#include "record/sample_reader.h"
#include "record/sites_reader.h"

namespace seep {
namespace {

constexpr std::string_view kSchema = "seep.run/1";

tl::unexpected<Error> Bad(const std::string& name, const std::string& problem) {
  return Fail(ErrorKind::kBadInput, Fault::kUser, fmt::format("{}: {}", name, problem));
}

// Empty when the document is a recorded run of a version that is known here.
std::string SchemaProblem(const nlohmann::json& document) {
  if (!document.is_object()) return "not a recorded run: expected an object";
  const auto field = document.find("schema");
  if (field == document.end() || !field->is_string()) {
    return "not a recorded run: schema is missing (`seep run --json FILE` writes one)";
  }
  const auto& schema = field->get_ref<const std::string&>();
  if (schema == kSchema) return "";
  if (schema.starts_with("seep.run/")) {
    return fmt::format("schema {} is of another version of Seep: this one ({}) reads {}", schema,
                       Version(), kSchema);
  }
  return fmt::format("not a recorded run: schema is \"{}\", not \"{}\"", schema, kSchema);
}

milliseconds Milliseconds(double seconds) {
  constexpr double kSecondsMax = 1e9;
  return milliseconds(seconds >= 0 && seconds < kSecondsMax ? std::llround(seconds * 1000) : 0);
}

void ReadRequest(const JsonNode& node, RequestSpec& request) {
  std::string version;
  std::vector<std::vector<std::string>> headers;
  node.Read("method", request.method);
  node.Read("target", request.target);
  node.Read("http", version);
  node.Read("host", request.host);
  node.Read("headers", headers);
  request.version = version == "1.0" ? HttpVersion::k10 : HttpVersion::k11;
  for (size_t i = 0; i < headers.size(); ++i) {
    if (headers[i].size() != 2) return node.Complain("headers: expected pairs of name and value");
    request.headers.emplace_back(headers[i][0], headers[i][1]);
  }
}

void ReadPlan(const JsonNode& node, Plan& plan) {
  double time_max = 0, time_more = 0;
  node.ReadIf("command_line", plan.command_line);
  node.Read("command", plan.command);
  node.Read("helpers", plan.helpers);
  node.Read("requests_max", plan.requests_max);
  node.Read("full", plan.full);
  node.ReadIf("as_is", plan.as_is);
  node.Read("time_max_seconds", time_max);
  plan.time_max = Milliseconds(time_max);
  node.ReadIf("time_more_seconds", time_more);
  plan.time_more = Milliseconds(time_more);
  node.Read("connections", plan.traffic.connections);
  node.ReadIf("visitors", plan.traffic.visitors);
  node.ReadIf("host", plan.traffic.endpoint.host);
  node.ReadIf("unix_socket", plan.traffic.endpoint.unix_socket);
  node.ObjectIf("tls", [&](const JsonNode& tls) {
    plan.traffic.tls.on = true;
    tls.Read("verify", plan.traffic.tls.verify);
    tls.Read("resume", plan.traffic.tls.resume);
  });
  node.ObjectIf("http2", [&](const JsonNode& http2) {
    plan.traffic.http2 = true;
    http2.Read("streams", plan.traffic.streams);
  });
  node.ReadIf("load_command", plan.load_command);
  node.ReadIf("different_requests", plan.different_requests);
  std::string expected;
  node.ReadIf("expect_status", expected);
  if (!expected.empty() && !plan.traffic.expected.Add(expected))
    node.Complain("expect_status: no list of statuses");
  node.ReadIf("tolerance", plan.tolerance);
  node.ReadIf("expect_cache_bytes", plan.expect_cache_bytes);
  node.ReadIf("memory_max_bytes", plan.memory_max_bytes);
  node.Objects("legs", [&](const JsonNode& leg) {
    Leg& into = plan.legs.emplace_back();
    leg.Read("name", into.shape.name);
    leg.Read("share", into.share);
  });
  node.Object("request",
              [&](const JsonNode& request) { ReadRequest(request, plan.traffic.request); });
}

// What was found out beside the readings.
void ReadFindings(const JsonNode& node, RunResult& result) {
  node.ObjectsIf("grown_mappings", [&](const JsonNode& json) {
    MappingGrowth& mapping = result.mappings.emplace_back();
    json.Read("name", mapping.name);
    json.Read("before_bytes", mapping.before_bytes);
    json.Read("after_bytes", mapping.after_bytes);
  });
  node.ObjectIf("idle", [&](const JsonNode& json) {
    IdleGrowth& idle = result.idle.emplace();
    json.Read("seconds", idle.seconds);
    json.Read("bytes_per_second_idle", idle.bytes_per_second_idle);
    json.Read("bytes_per_second_loaded", idle.bytes_per_second_loaded);
  });
  node.ReadIf("heap_note", result.heap_note);
  node.ReadIf("runtime_note", result.runtime_note);
  node.ReadIf("sites_note", result.sites_note);
  node.ObjectIf("trim", [&](const JsonNode& json) {
    TrimEffect& trim = result.trim.emplace();
    json.Read("held_bytes_before", trim.held_bytes_before);
    json.Read("held_bytes_after", trim.held_bytes_after);
    trim.growth_given_back = trim.held_bytes_before - trim.held_bytes_after;
    json.ReadIf("growth_given_back",
                trim.growth_given_back);  // 0.1.0 of before 2026-11-26 has none
    json.Read("processes", trim.processes);
  });
  node.ObjectIf("sites", [&](const JsonNode& json) { ReadSites(json, result.sites.emplace()); });
}

// A part names a leg of the plan.
void CheckParts(const JsonNode& node, const RunResult& result) {
  for (size_t i = 0; i < result.rounds.size(); ++i) {
    for (const RoundPart& part : result.rounds[i].parts) {
      if (part.leg >= result.plan.legs.size()) {
        node.Complain(fmt::format("rounds[{}].parts: the plan has no leg {}", i, part.leg));
      }
    }
  }
}

void ReadReadings(const JsonNode& node, RunResult& result) {
  node.Object("target", [&](const JsonNode& target) {
    target.ReadIf("new_keys", result.new_keys);
    target.ReadIf("keys_new_until", result.keys_new_until);
    target.Read("pid", result.pid);
    target.Read("port", result.port);
    target.Read("output_tail", result.output_tail);
  });
  node.Object("plan", [&](const JsonNode& plan) { ReadPlan(plan, result.plan); });
  node.Object("load", [&](const JsonNode& load) { ReadLoad(load, result.load); });
  node.Object("first", [&](const JsonNode& first) { ReadSample(first, result.first); });
  node.Objects("rounds",
               [&](const JsonNode& round) { ReadRound(round, result.rounds.emplace_back()); });
  CheckParts(node, result);
}

void ReadOutcome(const JsonNode& node, RunResult& result) {
  std::string verdict;
  node.Read("verdict", verdict);
  node.Read("reason", result.reason);
  if (verdict == "FAILED") {
    result.failure = Error{ErrorKind::kExited, Fault::kEnvironment, result.reason, 0};
    return;
  }
  for (const Outcome outcome : {Outcome::kInconclusive, Outcome::kClean, Outcome::kLeak}) {
    if (verdict != Name(outcome)) continue;
    result.outcome = outcome;
    return;
  }
  node.Complain(fmt::format("verdict: \"{}\" is not a verdict", verdict));
}

void ReadSeries(const JsonNode& node, RecordedSeries& series) {
  node.Read("source", series.source);
  node.Read("x", series.x_name);
  node.Read("y", series.y_name);
  node.Read("resolution", series.resolution);
  node.Read("notes", series.notes);
  node.Objects("points", [&](const JsonNode& json) {
    Point point;
    json.Read("x", point.x);
    json.Read("y", point.y);
    if (!(std::abs(point.x) <= kSeriesXMax) || !std::isfinite(point.y))
      json.Complain("not a finite number");
    if (!series.points.empty() && !Advances(series.points.back().x, point.x))
      json.Complain("x: does not increase");
    series.points.push_back(point);
  });
  if (series.points.empty()) node.Complain("points: there are none");
}

void ReadDocument(const JsonNode& node, RunResult& result) {
  node.Read("started_at", result.started_at);
  node.Read("cause", result.cause);
  node.Read("interrupted", result.interrupted);
  node.Read("warnings", result.warnings);
  node.Read("per", result.per);
  const bool series = node.Has("series");
  if (!series && result.per != "request" && result.per != "second") {
    node.Complain(fmt::format("per: expected \"request\" or \"second\", not \"{}\"", result.per));
  }
  node.Read("seconds", result.seconds);
  node.ReadIf("verdict_seconds", result.verdict_seconds);
  ReadOutcome(node, result);
  if (series) {
    node.Object("plan",
                [&](const JsonNode& plan) { plan.ReadIf("tolerance", result.plan.tolerance); });
    node.Object("series", [&](const JsonNode& json) { ReadSeries(json, result.series.emplace()); });
    if (result.series) result.series->per = result.per;
    return;
  }
  ReadReadings(node, result);
  ReadFindings(node, result);
}

}  // namespace

Result<RunResult> ReadRun(std::string_view json, const std::string& name) {
  nlohmann::json document;
  try {
    document = nlohmann::json::parse(json);
  } catch (const nlohmann::json::parse_error& error) {
    return Bad(name, fmt::format("not JSON (at byte {})", error.byte));
  }
  if (const std::string problem = SchemaProblem(document); !problem.empty())
    return Bad(name, problem);
  std::string problem;
  RunResult result;
  ReadDocument(JsonNode(document, problem), result);
  if (!problem.empty()) return Bad(name, problem);
  return result;
}

}  // namespace seep
