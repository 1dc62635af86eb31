#include "seep/threshold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using testing::HasSubstr;
using testing::Optional;

// 100 answers in 2 s, of 1 ms to 100 ms.
LoadResult Load() {
  LoadResult load;
  load.requests = 101;
  load.answers = 100;
  load.errors[0] = 1;
  load.seconds = 2;
  for (uint64_t ms = 1; ms <= 100; ++ms) load.latency.Add(ms * 1'000'000);
  return load;
}

bool Fails(const std::string& text) {
  const auto threshold = ParseThreshold(text);
  EXPECT_TRUE(threshold) << text;
  return threshold && Crossed(*threshold, Load()).has_value();
}

TEST(Threshold, IsCrossedOnTheSideThatItNames) {
  EXPECT_TRUE(Fails("p50>40ms"));
  EXPECT_FALSE(Fails("p50>60ms"));
  EXPECT_TRUE(Fails("p50<60ms"));
  EXPECT_TRUE(Fails("p75>74ms"));
  EXPECT_FALSE(Fails("p95>97ms"));
  EXPECT_TRUE(Fails("max>99999us"));
  EXPECT_FALSE(Fails("max>0.1s"));
  EXPECT_TRUE(Fails("rate<51"));
  EXPECT_FALSE(Fails("rate<50"));
  EXPECT_TRUE(Fails("errors>0"));
  EXPECT_FALSE(Fails("errors>1"));
}

TEST(Threshold, SaysWhatItFound) {
  EXPECT_THAT(Crossed(*ParseThreshold("rate<1000"), Load()),
              Optional(HasSubstr("rate is 50.5: failed by --fail-if 'rate<1000'")));
}

TEST(Threshold, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(ParseThreshold("p99").error().message, HasSubstr("neither < nor >"));
  EXPECT_THAT(ParseThreshold("p42>1ms").error().message,
              HasSubstr("none of p50, p75, p90, p95, p99, p99.9, max, mean, rate and errors"));
  EXPECT_THAT(ParseThreshold("p99>50").error().message, HasSubstr("a time, such as 50ms"));
  EXPECT_THAT(ParseThreshold("errors>few").error().message, HasSubstr("not a number"));
}

}  // namespace
}  // namespace seep
