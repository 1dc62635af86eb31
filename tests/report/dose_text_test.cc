#include "report/dose_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/json.h"
#include "report/recorded_run.h"
#include "report/terminal.h"

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// 512 B a connection, one connection every four requests.
RunResult LeakPerConnection() {
  RunResult result = RecordedLeak();
  result.meters[0].dose =
      DoseResponse{.driver = Driver::kConnection,
                   .per_request = Slope{.estimate = 0.1, .low = -1, .high = 1.2},
                   .per_connection = Slope{.estimate = 512, .low = 508, .high = 516},
                   .per_second = Slope{.estimate = 0, .low = -200, .high = 200},
                   .by_traffic = Slope{.estimate = 128, .low = 127, .high = 129},
                   .confidence = 0.99,
                   .note = ""};
  return result;
}

std::string Verbose(const RunResult& result) {
  return TerminalReport(result, {.columns = 160}, Detail::kMeasured);
}

TEST(DoseText, NamesALeakPerConnectionSo) {
  const std::string text = Verbose(LeakPerConnection());
  EXPECT_THAT(text, StartsWith("LEAK  anonymous memory grows by 512 B a connection\n"));
  EXPECT_THAT(text, HasSubstr("  follows   per connection: +512 B (+508 B … +516 B), per request: "
                              "none, per second: none\n"));
  EXPECT_THAT(text, Not(HasSubstr("  idle ")));
}

TEST(DoseText, NamesALeakOnKeptAliveConnectionsSo) {
  RunResult result = LeakPerConnection();
  DoseResponse& dose = *result.meters[0].dose;
  dose.driver = Driver::kKeptAlive;
  dose.per_request = Slope{.estimate = 32, .low = 31, .high = 33};
  dose.per_connection = Slope{.estimate = -32, .low = -33, .high = -31};
  const std::string text = Verbose(result);
  EXPECT_THAT(text, StartsWith("LEAK  anonymous memory grows by 32 B a request on a kept-alive "
                               "connection, and not by the first on each,"));
  EXPECT_THAT(text, HasSubstr("per request: +32 B (+31 B … +33 B), per connection: -32 B"));
}

TEST(DoseText, SaysWhatWasNotToldApart) {
  RunResult result = LeakPerConnection();
  DoseResponse& dose = *result.meters[0].dose;
  dose.driver = Driver::kTraffic;
  dose.per_request = Slope{.estimate = 128, .low = 127, .high = 129};
  dose.per_connection.reset();
  dose.note = "requests and connections are not told apart";
  const std::string text = Verbose(result);
  EXPECT_THAT(text, StartsWith("LEAK  anonymous memory grows by 304 B a request\n"));
  EXPECT_THAT(text, HasSubstr("per request with its connection: +128 B (+127 B … +129 B), per "
                              "second: none; requests and connections are not told apart\n"));
}

TEST(DoseText, SaysSoWhenNothingIsKnown) {
  RunResult result = LeakPerConnection();
  result.meters[0].dose->driver = Driver::kUnknown;
  result.meters[0].dose->per_connection = Slope{.estimate = 512, .low = -100, .high = 1100};
  EXPECT_THAT(Verbose(result), HasSubstr("  follows   not known: the readings vary"));
  result.outcome = result.meters[0].verdict.outcome = Outcome::kInconclusive;
  EXPECT_THAT(Verbose(result), Not(HasSubstr("  follows")));
}

TEST(JsonReport, HasTheDoseResponseAndTheReadingsWithinRounds) {
  RunResult result = LeakPerConnection();
  result.meters[0].dose->per_second.reset();
  result.rounds[3].parts = {{.leg = 1, .sample = result.rounds[2].sample}};
  const auto parsed = nlohmann::json::parse(JsonReport(result));
  const auto& dose = parsed["meters"][0]["dose"];
  EXPECT_EQ(dose["driver"], "connection");
  EXPECT_DOUBLE_EQ(dose["per_connection"]["low"], 508);
  EXPECT_TRUE(dose["per_second"].is_null());
  EXPECT_EQ(parsed["rounds"][3]["parts"][0]["leg"], 1);
  EXPECT_EQ(parsed["rounds"][3]["parts"][0]["sample"]["requests"], 22'500);
}

}  // namespace
}  // namespace seep
