#include "judge/exhausted.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using ::testing::HasSubstr;

// Of 1,000 descriptors that it may have.
RunResult Holding(int64_t first, int64_t last) {
  const auto sample = [](int64_t files) {
    Sample made;
    made.processes.resize(1);
    made.processes[0].pid = 17;
    made.processes[0].name = "server";
    made.processes[0].descriptors.files = files;
    made.processes[0].descriptors_max = 1000;
    return made;
  };
  RunResult result;
  result.first = sample(first);
  result.rounds.resize(1);
  result.rounds[0].sample = sample(last);
  return result;
}

TEST(DescriptorsExhausted, WhenNearlyAllAreUsedUp) {
  const auto said = DescriptorsExhausted(Holding(10, 960));
  ASSERT_TRUE(said);
  EXPECT_THAT(*said, HasSubstr("(pid 17) holds 960 of the 1,000 descriptors"));
  EXPECT_FALSE(DescriptorsExhausted(Holding(10, 940)));
}

// It holds them for its own ends, and not for requests.
TEST(DescriptorsExhausted, NotWhenTheServerHeldMostOfThemAtFirst) {
  EXPECT_TRUE(DescriptorsExhausted(Holding(400, 1000)));
  EXPECT_FALSE(DescriptorsExhausted(Holding(600, 1000)));
}

}  // namespace
}  // namespace seep
