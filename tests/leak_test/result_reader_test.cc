#include "leak_test/result_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "leak_test/recorded.h"

namespace seep::leak_test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

LeakResult Read(const Json& run) { return ReadResult(run.dump()); }

std::string ErrorOf(const std::string& json) {
  try {
    ReadResult(json);
  } catch (const LeakTestError& error) {
    EXPECT_EQ(error.kind(), LeakTestError::Kind::kInternal);
    return error.what();
  }
  return "read";
}

TEST(ResultReader, ReadsEachVerdict) {
  EXPECT_EQ(Read(RunOf("CLEAN")).verdict, LeakVerdict::kClean);
  EXPECT_EQ(Read(RunOf("LEAK")).verdict, LeakVerdict::kLeak);
  EXPECT_EQ(Read(RunOf("INCONCLUSIVE")).verdict, LeakVerdict::kInconclusive);
}

TEST(ResultReader, ReadsTheBytesOfTheMeterThatLeads) {
  Json run = RunOf("LEAK");
  run["meters"].push_back(MeterOf("held_bytes", "B", "LEAK", Slope(70)));
  run["leading"] = "held_bytes";
  const LeakResult result = Read(run);
  ASSERT_TRUE(result.bytes_per_request);
  EXPECT_EQ(result.bytes_per_request->estimate, 70);
  EXPECT_EQ(result.bytes_per_request->low, 69);
  EXPECT_EQ(result.bytes_per_request->high, 71);
}

TEST(ResultReader, ReadsTheBytesOfTheFirstMeterThatCameOutAsTheRun) {
  Json run = RunOf("CLEAN");
  run["meters"][0]["verdict"] = "INCONCLUSIVE";
  run["meters"].push_back(MeterOf("held_bytes", "B", "CLEAN", Slope(3)));
  ASSERT_TRUE(Read(run).bytes_per_request);
  EXPECT_EQ(Read(run).bytes_per_request->estimate, 3);
}

TEST(ResultReader, HasNoBytesWhereTheyAreNotKnown) {
  Json descriptors = RunOf("LEAK");
  descriptors["leading"] = "descriptors";
  EXPECT_FALSE(Read(descriptors).bytes_per_request);
  Json too_few = RunOf("INCONCLUSIVE");
  too_few["meters"][0]["slope"] = Slope(0, 0);
  EXPECT_FALSE(Read(too_few).bytes_per_request);
}

TEST(ResultReader, ReadsTheLineOfEachSiteThatGrows) {
  const Json pace = {{"estimate", 64}, {"low", 63}, {"high", 65}};
  const Json stack = {{{"function", "malloc"}},
                      {{"function", "append"}, {"file", "/usr/include/list"}, {"line", 3}},
                      {{"function", "Keep"}, {"file", "/srv/server.cc"}, {"line", 14}}};
  const Json grows = {{"grows", true},  {"in_steps", false},         {"share", 0.75}, {"top", 1},
                      {"first_own", 2}, {"bytes_per_request", pace}, {"stack", stack}};
  Json in_steps = grows;
  in_steps["grows"] = false;
  in_steps["in_steps"] = true;
  in_steps.erase("first_own");
  Json once = grows;
  once["grows"] = false;
  Json nameless = grows;
  nameless["first_own"] = 0;
  nameless["stack"] = {{{"address", 4711}}};
  Json run = RunOf("LEAK");
  run["sites"] = {{"sites", {grows, in_steps, once, nameless}}};

  const LeakResult result = Read(run);
  ASSERT_THAT(result.sites, SizeIs(3));
  EXPECT_EQ(result.sites[0].function, "Keep");
  EXPECT_EQ(result.sites[0].file, "/srv/server.cc");
  EXPECT_EQ(result.sites[0].line, 14);
  EXPECT_EQ(result.sites[0].share, 0.75);
  EXPECT_EQ(result.sites[0].bytes_per_request.estimate, 64);
  EXPECT_EQ(result.sites[1].function, "append");
  EXPECT_EQ(result.sites[2].function, "");
  EXPECT_EQ(result.sites[2].line, 0);
  EXPECT_THAT(Read(RunOf("CLEAN")).sites, IsEmpty());
}

TEST(ResultReader, SaysWhatIsWrongWithAnotherFormat) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("of the same version as seep"));
  EXPECT_THAT(ErrorOf("[1]"), HasSubstr("seep.run/1"));
  EXPECT_THAT(ErrorOf(R"({"schema": "seep.run/2"})"), HasSubstr("of the schema seep.run/2"));
  EXPECT_THAT(ErrorOf(R"({"schema": "seep.run/1"})"), HasSubstr("verdict"));
  Json run = RunOf("LEAKY");
  EXPECT_THAT(ErrorOf(run.dump()), HasSubstr("the verdict LEAKY"));
}

}  // namespace
}  // namespace seep::leak_test
