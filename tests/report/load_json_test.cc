#include "report/load_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace seep {
namespace {

using nlohmann::json;

TEST(LoadJson, HasQuantilesHistogramAndErrorsByKindWithAnExampleOfEach) {
  LoadResult result;
  result.requests = 6;
  result.answers = 3;
  result.connections_peak = 3;
  for (const uint64_t nanos : {40u, 40u, 50u}) result.latency.Add(nanos);
  result.errors[static_cast<size_t>(LoadError::kReset)] = 2;
  result.error_examples[static_cast<size_t>(LoadError::kReset)] = "reset at a";
  result.errors[static_cast<size_t>(LoadError::kTimeout)] = 1;
  result.error_examples[static_cast<size_t>(LoadError::kTimeout)] = "timed out at b";
  const json parsed = json::parse(LoadJson({}, result));
  EXPECT_EQ(parsed["schema"], "seep.load/1");
  EXPECT_EQ(parsed["connections"], 4);
  EXPECT_EQ(parsed["connections_reached"], 3);
  EXPECT_EQ(parsed["latency_histogram_ns"], json::parse("[[40, 2], [50, 1]]"));
  const json& load = parsed["load"];
  EXPECT_EQ(load["errors"], json::parse(R"({"connection reset": 2, "timed out": 1})"));
  EXPECT_EQ(load["error_examples"],
            json::parse(R"({"connection reset": "reset at a", "timed out": "timed out at b"})"));
  EXPECT_EQ(load["latency_ns"]["p50"], 40);
  EXPECT_EQ(load["latency_ns"]["p75"], 50);
  for (const char* name : {"p90", "p95", "p99", "p99.9", "max", "mean"})
    EXPECT_TRUE(load["latency_ns"].contains(name)) << name;
}

TEST(LoadJson, SaysHowItWasSent) {
  LoadResult result;
  result.protocol = "TLSv1.3, TLS_AES_256_GCM_SHA384";
  result.resumed = 2;
  TrafficSpec spec;
  spec.rate = 250;
  spec.http2 = true;
  spec.streams = 10;
  const json parsed = json::parse(LoadJson(spec, result));
  EXPECT_EQ(parsed["requests_per_second_wanted"], 250);
  EXPECT_EQ(parsed["http2"]["streams"], 10);
  EXPECT_EQ(parsed["tls"]["protocol"], result.protocol);
  EXPECT_EQ(parsed["tls"]["resumed"], 2);
  EXPECT_EQ(parsed["tls"]["verified"], false);
  const json plain = json::parse(LoadJson({}, {}));
  for (const char* name : {"requests_per_second_wanted", "http2", "tls"})
    EXPECT_FALSE(plain.contains(name)) << name;
}

TEST(LoadJson, HasNoExamplesWithoutErrors) {
  const json parsed = json::parse(LoadJson({}, {}));
  EXPECT_FALSE(parsed["load"].contains("error_examples"));
  EXPECT_EQ(parsed["latency_histogram_ns"], json::array());
}

}  // namespace
}  // namespace seep
