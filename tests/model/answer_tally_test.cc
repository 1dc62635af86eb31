#include "model/answer_tally.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

LoadResult Answered(std::map<uint16_t, uint64_t> answers) {
  LoadResult load;
  for (const auto& [status, count] : answers) load.answers += count;
  load.requests = load.answers;
  load.statuses.answers = std::move(answers);
  return load;
}

TEST(AnswerTally, NamesWhatCameMostOftenFirst) {
  EXPECT_EQ(AnswerTally(Answered({{200, 29'990}, {404, 10}}).statuses), "200 × 29,990, 404 × 10");
  EXPECT_EQ(AnswerTally(Answered({{0, 1}, {500, 2}}).statuses), "500 × 2, other × 1");
  EXPECT_EQ(AnswerTally({}), "");
}

TEST(AnswerTally, SumsUpWhatCameSeldom) {
  EXPECT_EQ(
      AnswerTally(Answered({{200, 90}, {301, 5}, {404, 9}, {500, 8}, {502, 2}, {503, 3}}).statuses),
      "200 × 90, 404 × 9, 500 × 8, 301 × 5, others × 5");
}

TEST(UnaskedText, GivesTheShareOfWhatWasNotAskedFor) {
  EXPECT_EQ(UnaskedText({}, Answered({{200, 97}, {404, 3}})), "3 % of the answers were 404");
  EXPECT_EQ(UnaskedText({}, Answered({{200, 29'990}, {404, 10}})),
            "0.033 % of the answers were 404");
  EXPECT_EQ(UnaskedText({}, Answered({{302, 10}})), "100 % of the answers were 302");
  EXPECT_EQ(UnaskedText({}, Answered({{200, 80}, {404, 5}, {500, 15}})),
            "20 % of the answers were not as asked, most of them 500");
  EXPECT_EQ(UnaskedText({}, Answered({{200, 97}})), "");
  TrafficSpec spec;
  ASSERT_TRUE(spec.expected.Add("404"));
  EXPECT_EQ(UnaskedText(spec, Answered({{404, 97}})), "");
}

TEST(Unasked, LeavesOutWhatMayBeRefused) {
  StatusCounts counts;
  for (int i = 0; i < 6; ++i) counts.Count(405, true);
  for (int i = 0; i < 3; ++i) counts.Count(404, false);
  counts.Count(200, false);
  const Unasked unasked = UnaskedIn(counts, {});
  EXPECT_EQ(unasked.answers, 3u);
  EXPECT_EQ(unasked.of, 4u);
  EXPECT_EQ(unasked.most, 404);
}

TEST(StatusCounts, AddUpAndKeepTheFirstLineThatCame) {
  StatusCounts sum;
  StatusCounts other;
  sum.Count(404, false);
  sum.first_lines[404] = "HTTP/1.1 404 Not Found";
  other.Count(404, true);
  other.Count(500, false);
  other.first_lines[404] = "HTTP/1.1 404 Never Heard Of It";
  sum.Add(other);
  EXPECT_EQ(sum.answers, (std::map<uint16_t, uint64_t>{{404, 2}, {500, 1}}));
  EXPECT_EQ(sum.excused, (std::map<uint16_t, uint64_t>{{404, 1}}));
  EXPECT_EQ(sum.first_lines[404], "HTTP/1.1 404 Not Found");
}

TEST(AnsweredText, CountsAnswersOrWhatNoClientWaitedFor) {
  LoadResult load;
  EXPECT_EQ(AnsweredText(load), "0 answers");
  load.requests = 9'000;
  load.answers = 5'000;
  EXPECT_EQ(AnsweredText(load), "5,000 answers");
  load.answers = 0;
  load.aborted = 1;
  EXPECT_EQ(AnsweredText(load), "1 request");
}

}  // namespace
}  // namespace seep
