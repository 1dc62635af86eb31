// What the options make of the traffic: who comes, and what they accept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "seep/options.h"

namespace seep {
namespace {

using testing::HasSubstr;

Result<Options> Parse(std::vector<const char*> words) {
  words.insert(words.begin(), "seep");
  return ParseOptions(static_cast<int>(words.size()), words.data());
}

Plan PlanOf(std::vector<const char*> words) {
  words.insert(words.begin(), "run");
  words.insert(words.end(), {"--", "server"});
  const Result<Options> options = Parse(words);
  EXPECT_TRUE(options) << options.error().message;
  return options ? std::get<RunOptions>(*options).plan : Plan();
}

TEST(Run, AsksForCompressionInEverySecondRequestOfBothItsLegs) {
  for (const Leg& leg : PlanOf({}).legs)
    EXPECT_EQ(leg.shape.compression, Compression::kEverySecond) << leg.shape.name;
}

TEST(Run, AsksForNoneWhereTheUserSaysWhatIsSent) {
  for (const char* flag : {"-k", "--close", "--abort", "--shape=upload"}) {
    for (const Leg& leg : PlanOf({flag}).legs)
      EXPECT_EQ(leg.shape.compression, Compression::kNotAsked) << flag;
  }
}

TEST(Hunt, AsksForCompressionButNotWithRanges) {
  const Result<Options> options = Parse({"hunt", "--", "server"});
  ASSERT_TRUE(options) << options.error().message;
  for (const HuntCase& one : std::get<HuntOptions>(*options).hunt.cases) {
    const bool ranges = one.shape.name == "range" || one.shape.name == "multi-range";
    EXPECT_EQ(one.shape.compression, ranges ? Compression::kNotAsked : Compression::kAsked)
        << one.shape.name;
  }
}

TEST(Visitors, AreNewEachTimeUnlessTheyAreCounted) {
  EXPECT_EQ(PlanOf({}).traffic.visitors, 0u);
  EXPECT_EQ(PlanOf({"--visitors", "50"}).traffic.visitors, 50u);
  for (const char* wrong : {"0", "100001", "some"}) {
    const Result<Options> options = Parse({"run", "--visitors", wrong, "--", "server"});
    ASSERT_FALSE(options) << wrong;
    EXPECT_THAT(options.error().message, HasSubstr("--visitors"));
  }
}

}  // namespace
}  // namespace seep
