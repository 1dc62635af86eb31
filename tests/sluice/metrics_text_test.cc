#include "sluice/metrics_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace sluice {
namespace {

using testing::HasSubstr;

Stats Busy() {
  Stats stats;
  Counters counters;
  for (int i = 0; i < 3; ++i) counters.accepted.Add();
  counters.closed.Add();
  counters.CountRequest(200, 100, seep::milliseconds(2));
  counters.CountRequest(503, 45, seep::milliseconds(120'000));
  counters.CountRequest(0, 0, seep::milliseconds(0));
  counters.own_answers.Add();
  counters.CountShed(Shed::kTurnedAway);
  stats.Add(counters);
  stats.connections_max = 10;
  stats.memory_bytes_max = 64;
  stats.held_bytes[static_cast<size_t>(Purpose::kBodies)] = 4096;
  stats.servers = {{.group = "a\"b", .address = "h:80", .up = false, .requests = 7, .failures = 3}};
  return stats;
}

TEST(MetricsText, HasEachNumberByItsName) {
  const std::string text = MetricsText(Busy(), 5);
  for (const std::string line :
       {"sluice_connections 2", "sluice_connections_accepted_total 3",
        "sluice_requests_total{status=\"2xx\"} 1", "sluice_requests_total{status=\"5xx\"} 1",
        "sluice_requests_total{status=\"none\"} 1", "sluice_own_answers_total 1",
        "sluice_response_bytes_total 145", "sluice_log_lost_total 5",
        "sluice_memory_held_bytes{purpose=\"bodies\"} 4096",
        "sluice_shed_total{client=\"turned away\"} 1",
        "sluice_upstream_up{upstream=\"a\\\"b\",server=\"h:80\"} 0",
        "sluice_upstream_failures_total{upstream=\"a\\\"b\",server=\"h:80\"} 3"})
    EXPECT_THAT(text, HasSubstr("\n" + line + "\n"));
}

TEST(MetricsText, HasAHistogramWhoseClassesAddUp) {
  const std::string text = MetricsText(Busy(), 0);
  for (const std::string line :
       {"sluice_request_duration_seconds_bucket{le=\"0.001\"} 1",
        "sluice_request_duration_seconds_bucket{le=\"0.0025\"} 2",
        "sluice_request_duration_seconds_bucket{le=\"60\"} 2",
        "sluice_request_duration_seconds_bucket{le=\"+Inf\"} 3",
        "sluice_request_duration_seconds_sum 120.002", "sluice_request_duration_seconds_count 3"})
    EXPECT_THAT(text, HasSubstr("\n" + line + "\n"));
}

// Each family once, with its help and type before its samples.
TEST(MetricsText, IsInTheFormOfPrometheus) {
  std::istringstream lines(MetricsText(Busy(), 0));
  std::set<std::string> families;
  std::string family;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first, second, name;
    words >> first >> second >> name;
    if (first == "#") {
      EXPECT_EQ(families.insert(name).second, second == "HELP") << line;
      family = name;
      continue;
    }
    EXPECT_TRUE(line.starts_with(family)) << line;
    EXPECT_NO_THROW(std::stod(line.substr(line.rfind(' ') + 1))) << line;
  }
  EXPECT_GE(families.size(), 15u);
}

}  // namespace
}  // namespace sluice
