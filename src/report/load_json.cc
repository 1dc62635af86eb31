#include "report/load_json.h"

#include <nlohmann/json.hpp>

#include "base/version.h"
#include "model/answer_tally.h"

namespace seep {

using nlohmann::ordered_json;

namespace {

template <class Value>
ordered_json ByStatus(const std::map<uint16_t, Value>& values) {
  ordered_json json = ordered_json::object();
  for (const auto& [status, value] : values) json[StatusName(status)] = value;
  return json;
}

void AddStatuses(const StatusCounts& statuses, ordered_json& json) {
  json["statuses"] = ByStatus(statuses.answers);
  if (!statuses.excused.empty()) json["statuses_excused"] = ByStatus(statuses.excused);
  if (!statuses.first_lines.empty()) json["status_lines"] = ByStatus(statuses.first_lines);
}

}  // namespace

ordered_json LoadObject(const LoadResult& load) {
  ordered_json errors = ordered_json::object();
  ordered_json examples = ordered_json::object();
  for (size_t i = 0; i < kLoadErrorCount; ++i) {
    const std::string name(Name(static_cast<LoadError>(i)));
    if (load.errors[i] != 0) errors[name] = load.errors[i];
    if (!load.error_examples[i].empty()) examples[name] = load.error_examples[i];
  }
  ordered_json latency = {{"max", load.latency.max()}, {"mean", load.latency.mean()}};
  for (const auto& [name, quantile] : kReportedQuantiles)
    latency[std::string(name)] = load.latency.Quantile(quantile);
  ordered_json json = {{"requests", load.requests},
                       {"answers", load.answers},
                       {"aborted", load.aborted},
                       {"cut", load.cut},
                       {"status_class", load.status_class},
                       {"errors", errors},
                       {"cookies_set", load.cookies_set},
                       {"connections", load.connections},
                       {"reconnects", load.reconnects},
                       {"bytes_sent", load.bytes_sent},
                       {"bytes_received", load.bytes_received},
                       {"seconds", load.seconds},
                       {"latency_ns", latency}};
  AddStatuses(load.statuses, json);
  if (!load.error_example.empty()) json["error_example"] = load.error_example;
  if (!examples.empty()) json["error_examples"] = examples;
  return json;
}

std::string LoadJson(const TrafficSpec& spec, const LoadResult& load) {
  const double seconds = load.seconds > 0 ? load.seconds : 1e-9;
  ordered_json histogram = ordered_json::array();
  for (const auto& [upper, count] : load.latency.Buckets()) histogram.push_back({upper, count});
  ordered_json json = {{"schema", "seep.load/1"},
                       {"seep", Version()},
                       {"host", spec.endpoint.host},
                       {"port", spec.endpoint.port},
                       {"shape", spec.shape.name},
                       {"connections", spec.connections},
                       {"connections_reached", load.connections_peak},
                       {"requests_per_second", static_cast<double>(load.requests) / seconds}};
  if (!spec.expected.AreUsual()) json["expect_status"] = spec.expected.Text();
  if (spec.rate > 0) json["requests_per_second_wanted"] = spec.rate;
  if (spec.http2) json["http2"] = {{"streams", spec.streams}};
  if (!load.protocol.empty()) {
    json["tls"] = {
        {"protocol", load.protocol}, {"resumed", load.resumed}, {"verified", spec.tls.verify}};
  }
  json["load"] = LoadObject(load);
  json["latency_histogram_ns"] = histogram;
  return json.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace seep
