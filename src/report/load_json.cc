#include "report/load_json.h"

#include <nlohmann/json.hpp>

namespace seep {

using nlohmann::ordered_json;

ordered_json LoadObject(const LoadResult& load) {
  ordered_json errors = ordered_json::object();
  for (size_t i = 0; i < kLoadErrorCount; ++i) {
    if (load.errors[i] != 0) errors[std::string(Name(static_cast<LoadError>(i)))] = load.errors[i];
  }
  ordered_json latency = {{"max", load.latency.max()}, {"mean", load.latency.mean()}};
  for (const auto& [name, quantile] :
       {std::pair("p50", 0.5), {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}}) {
    latency[name] = load.latency.Quantile(quantile);
  }
  ordered_json json = {{"requests", load.requests},         {"answers", load.answers},
                       {"aborted", load.aborted},           {"cut", load.cut},
                       {"status_class", load.status_class}, {"errors", errors},
                       {"connections", load.connections},   {"reconnects", load.reconnects},
                       {"bytes_sent", load.bytes_sent},     {"bytes_received", load.bytes_received},
                       {"seconds", load.seconds},           {"latency_ns", latency}};
  if (!load.error_example.empty()) json["error_example"] = load.error_example;
  return json;
}

std::string LoadJson(const TrafficSpec& spec, const LoadResult& load) {
  const double seconds = load.seconds > 0 ? load.seconds : 1e-9;
  const ordered_json json = {{"schema", "seep.load/1"},
                             {"seep", SEEP_VERSION},
                             {"host", spec.endpoint.host},
                             {"port", spec.endpoint.port},
                             {"shape", spec.shape.name},
                             {"connections", spec.connections},
                             {"connections_reached", load.connections_peak},
                             {"requests_per_second", static_cast<double>(load.requests) / seconds},
                             {"load", LoadObject(load)}};
  return json.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace seep
