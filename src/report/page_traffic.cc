#include "report/page_traffic.h"

#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "model/answer_tally.h"
#include "report/page_number.h"

namespace seep {
namespace {

using nlohmann::ordered_json;

constexpr double kMilli = 1e6;  // nanoseconds

ordered_json Latencies(const Histogram& latency) {
  ordered_json json = ordered_json::object();
  for (const auto& [name, quantile] : kReportedQuantiles) {
    json[std::string(name)] = PageNumber(static_cast<double>(latency.Quantile(quantile)) / kMilli);
  }
  json["max"] = PageNumber(static_cast<double>(latency.max()) / kMilli);
  return json;
}

// Rounds that follow each other, as one.
struct Group {
  LoadResult load;  // of those whose traffic moved x
  size_t rounds = 0;
  bool idle = false, replayed = false, cooling = false;

  void Add(const Round& round) {
    ++rounds;
    idle |= round.idle && !round.cooling;
    cooling |= round.cooling;
    replayed |= round.replayed;
    if (!round.idle && !round.replayed) load.Add(round.load);
  }
};

ordered_json ToJson(const Group& group, double x, const Sample& last) {
  ordered_json json = {{"x", PageNumber(x)}, {"seconds", PageNumber(last.seconds)}};
  if (group.rounds > 1) json["rounds"] = group.rounds;
  if (group.idle) json["idle"] = true;
  if (group.replayed) json["replayed"] = true;
  if (group.cooling) json["cooling"] = true;
  const LoadResult& load = group.load;
  if (load.requests == 0) return json;
  json["requests"] = load.requests;
  if (load.seconds > 0)
    json["rate"] = PageNumber(static_cast<double>(load.requests) / load.seconds);
  if (load.ErrorCount() > 0) json["errors"] = load.ErrorCount();
  if (load.latency.count() > 0) json["latency_ms"] = Latencies(load.latency);
  return json;
}

ordered_json Errors(const LoadResult& load) {
  ordered_json errors = ordered_json::array();
  for (size_t i = 0; i < kLoadErrorCount; ++i) {
    if (load.errors[i] == 0) continue;
    errors.push_back({{"kind", Name(static_cast<LoadError>(i))},
                      {"count", load.errors[i]},
                      {"example", load.error_examples[i]}});
  }
  return errors;
}

}  // namespace

ordered_json PageRounds(const RunResult& run, size_t count_max) {
  ordered_json json = ordered_json::array();
  const size_t size = std::max<size_t>((run.rounds.size() + count_max - 1) / count_max, 1);
  uint64_t replayed = 0;  // which x does not count (judge/readings.h)
  Group group;
  for (size_t i = 0; i < run.rounds.size(); ++i) {
    const Round& round = run.rounds[i];
    group.Add(round);
    if (round.replayed) replayed += round.load.Well();
    if ((i + 1) % size != 0 && i + 1 != run.rounds.size()) continue;
    const double x = run.per == "request" ? static_cast<double>(round.sample.Answered() - replayed)
                                          : round.sample.seconds;
    json.push_back(ToJson(group, x, round.sample));
    group = {};
  }
  return json;
}

ordered_json PageTraffic(const RunResult& run) {
  const LoadResult& load = run.load;
  if (load.requests == 0) return nullptr;
  ordered_json json = {{"requests", load.requests},
                       {"connections", load.connections},
                       {"seconds", PageNumber(load.seconds)},
                       {"answers", AnswerTally(load.statuses)},
                       {"errors", Errors(load)},
                       {"legs", ordered_json::array()}};
  for (const Leg& leg : run.plan.legs)
    json["legs"].push_back({{"name", leg.shape.name}, {"share", PageNumber(leg.share)}});
  if (load.latency.count() > 0) json["latency_ms"] = Latencies(load.latency);
  return json;
}

}  // namespace seep
