// What the growth of a server follows, beside what it is known to follow.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using ::testing::HasSubstr;

struct Case {
  const char* name;
  Words leaky;
  const char* driver;
  const char* rate;  // that is not 0
  double bytes;
  int status;
  const char* headline;
};
std::ostream& operator<<(std::ostream& out, const Case& shown) { return out << shown.name; }

std::string NameOf(const testing::TestParamInfo<Case>& info) { return info.param.name; }

// Bounded by requests, of which a busy machine has as many rounds as an idle one.
Recorded Drive(const Words& leaky) {
  Words words = {"run", "-n", "30000", "-t", "60s", "--no-sites", "--", Program("leaky"), "--leak"};
  words.insert(words.end(), leaky.begin(), leaky.end());
  return RunSeepRecorded(words);
}

class Growth : public testing::TestWithParam<Case> {
  void SetUp() override {
    if (kSanitized) GTEST_SKIP() << "a sanitizer's heap is not counted";
  }
};

TEST_P(Growth, IsReportedByWhatItFollows) {
  const Case& known = GetParam();
  const Recorded run = Drive(known.leaky);
  EXPECT_EQ(run.end.status, known.status) << run.end.out << run.end.err;
  EXPECT_THAT(OneLine(run.end.out), HasSubstr(known.headline));
  const nlohmann::json dose = MeterOf(run.json, "live_heap")["dose"];
  ASSERT_TRUE(dose.is_object()) << run.end.out << run.end.err;
  EXPECT_EQ(dose["driver"], known.driver) << dose << run.end.out;
  // The other rates may be unknown where the driver is known without them: growth with time can be
  // decided before there are enough rounds to tell requests from connections.
  const nlohmann::json rate = dose[known.rate];
  ASSERT_TRUE(rate.is_object()) << dose;
  EXPECT_NEAR(rate["estimate"], known.bytes, 0.05 * known.bytes);
  EXPECT_LE(rate["low"], known.bytes * 1.02);
  EXPECT_GE(rate["high"], known.bytes * 0.98);
}
INSTANTIATE_TEST_SUITE_P(Dose, Growth,
                         testing::Values(Case{"PerRequest",
                                              {"request", "--bytes", "64"},
                                              "request",
                                              "per_request",
                                              72,
                                              kLeak,
                                              "live heap grows by 72 B a request "},
                                         Case{"PerConnection",
                                              {"connection", "--bytes", "1000"},
                                              "connection",
                                              "per_connection",
                                              1000,
                                              kLeak,
                                              "a connection "},
                                         Case{"PerRequestOnAKeptAliveConnection",
                                              {"kept-alive", "--bytes", "32"},
                                              "kept_alive_request",
                                              "per_request",
                                              40,
                                              kLeak,
                                              "a request on a kept-alive connection"},
                                         // 1,000 ticks a second.
                                         Case{"PerSecond",
                                              {"time", "--bytes", "1000"},
                                              "time",
                                              "per_second",
                                              1'000'000,
                                              kInconclusive,
                                              "it grows with time, not with requests"}),
                         NameOf);

// And next to no memory. Fewer would be too few in a part of a round to tell.
TEST(DescriptorsThatLeak, AreToldByWhatTheyFollow) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer's heap is not counted";
  const Recorded run = Drive({"fd", "--every", "5"});
  EXPECT_EQ(run.end.status, kLeak) << run.end.out << run.end.err;
  const nlohmann::json dose = MeterOf(run.json, "descriptors")["dose"];
  ASSERT_TRUE(dose.is_object()) << run.end.out;
  EXPECT_EQ(dose["driver"], "request") << dose;
  EXPECT_NEAR(dose["per_request"]["estimate"], 0.2, 0.02);
}

TEST(OneWayOfSending, DoesNotTellRequestsFromConnections) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer's heap is not counted";
  const Recorded run =
      RunSeepRecorded({"run", "-v", "--close", "--no-sites", "--", Program("leaky"), "--leak",
                       "connection", "--bytes", "1000"});
  EXPECT_EQ(run.end.status, kLeak) << run.end.out << run.end.err;
  EXPECT_THAT(OneLine(run.end.out), HasSubstr("requests and connections are not told apart"));
  EXPECT_TRUE(MeterOf(run.json, "live_heap")["dose"]["per_connection"].is_null());
}

TEST(AnExpectedCache, IsNotCalledALeakWhileItFills) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer's heap is not counted";
  const Recorded run =
      RunSeepRecorded({"run", "-n", "20000", "-t", "60s", "--expect-cache", "64M", "--",
                       Program("leaky"), "--leak", "request", "--bytes", "256"});
  EXPECT_EQ(run.end.status, kInconclusive) << run.end.out << run.end.err;
  EXPECT_THAT(run.json["reason"], HasSubstr("of the 64.0 MiB that a cache may take"));
  EXPECT_EQ(run.json["plan"]["expect_cache_bytes"], 64 << 20);
}

TEST(AnExpectedCache, IsALeakWhenItIsOutgrown) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer's heap is not counted";
  const Recorded run =
      RunSeepRecorded({"run", "-n", "20000", "-t", "60s", "--expect-cache", "1M", "--",
                       Program("leaky"), "--leak", "request", "--bytes", "256"});
  EXPECT_EQ(run.end.status, kLeak) << run.end.out << run.end.err;
}

}  // namespace
}  // namespace seep::e2e
