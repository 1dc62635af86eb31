#include "record/hunt_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/hunt_text.h"
#include "report/json.h"
#include "report/recorded_hunt.h"

namespace seep {
namespace {

using ::testing::HasSubstr;

TEST(ReadRuns, OfAHuntAreAllOfThem) {
  const std::vector<RunResult> hunt = RecordedHunt();
  const auto read = ReadRuns(HuntJson(hunt), "hunt.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->hunt);
  ASSERT_EQ(read->runs.size(), 4u);
  EXPECT_EQ(read->runs[1].plan.legs[0].shape.name, "range");
  EXPECT_TRUE(read->runs[2].failure);
  EXPECT_EQ(read->runs[3].outcome, Outcome::kLeak);
}

TEST(ReadRuns, OfARunIsThatOne) {
  const auto read = ReadRuns(JsonReport(RecordedLeak()), "run.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_FALSE(read->hunt);
  EXPECT_EQ(read->runs.size(), 1u);
}

TEST(ReadRuns, NamesTheRunThatIsWrong) {
  const auto problem = [](const char* json) { return ReadRuns(json, "h.json").error().message; };
  EXPECT_THAT(problem("[]"), HasSubstr("h.json: not a recorded run"));
  EXPECT_THAT(problem(R"({"schema": "seep.hunt/1"})"),
              HasSubstr("h.json: runs: expected an array"));
  EXPECT_THAT(problem(R"({"schema": "seep.hunt/1", "runs": [7]})"),
              HasSubstr("h.json: runs[0]: run is missing"));
  EXPECT_THAT(problem(R"({"schema": "seep.hunt/1", "runs": [{"run": {"schema": "seep.run/9"}}]})"),
              HasSubstr("h.json: runs[0]: schema seep.run/9"));
}

}  // namespace
}  // namespace seep
