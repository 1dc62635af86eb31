// Statuses in a recorded run: written, read again, and judged.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/rejudge.h"
#include "record/run_reader.h"
#include "report/json.h"

namespace seep {
namespace {

using testing::HasSubstr;

RunResult Recorded() {
  RunResult result;
  result.load.statuses.answers = {{0, 1}, {200, 300}, {404, 700}};
  result.load.statuses.excused = {{404, 10}};
  result.load.statuses.first_lines = {{404, "HTTP/1.1 404 Not Found"}};
  Round round;
  round.load = result.load;
  round.sample.processes.resize(1);
  result.rounds.assign(60, round);
  for (size_t i = 0; i < result.rounds.size(); ++i)
    result.rounds[i].sample.requests = 1'000 * (i + 1);
  return result;
}

TEST(RecordedStatuses, AreReadAgain) {
  const RunResult written = Recorded();
  const Result<RunResult> read = ReadRun(JsonReport(written), "run.json");
  ASSERT_TRUE(read) << read.error().message;
  for (const LoadResult* load : {&read->load, &read->rounds[0].load}) {
    EXPECT_EQ(load->statuses.answers, written.load.statuses.answers);
    EXPECT_EQ(load->statuses.excused, written.load.statuses.excused);
    EXPECT_EQ(load->statuses.first_lines, written.load.statuses.first_lines);
  }
  EXPECT_TRUE(read->plan.traffic.expected.AreUsual());
}

TEST(RecordedStatuses, FailARunThatIsJudgedAgain) {
  Result<RunResult> read = ReadRun(JsonReport(Recorded()), "run.json");
  ASSERT_TRUE(read) << read.error().message;
  Rejudge(*read);
  ASSERT_TRUE(read->failure);
  EXPECT_THAT(read->failure->message, HasSubstr("HTTP/1.1 404 Not Found"));
}

TEST(RecordedStatuses, AreThoseThatTheRunExpected) {
  RunResult expecting = Recorded();
  ASSERT_TRUE(expecting.plan.traffic.expected.Add("2xx,404"));
  Result<RunResult> read = ReadRun(JsonReport(expecting), "run.json");
  ASSERT_TRUE(read) << read.error().message;
  Rejudge(*read);
  EXPECT_FALSE(read->failure);
  EXPECT_EQ(read->plan.traffic.expected.Text(), "2xx,404");
}

TEST(RecordedStatuses, HaveToBeSome) {
  std::string json = JsonReport(Recorded());
  json.replace(json.find("\"404\": 700"), 5, "\"999\"");
  const Result<RunResult> read = ReadRun(json, "run.json");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("\"999\" is not a status"));
}

}  // namespace
}  // namespace seep
