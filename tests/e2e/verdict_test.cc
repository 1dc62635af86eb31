// The verdict on servers that leak what is known, and on those that only look like it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <ostream>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

struct Case {
  const char* name;
  Words leaky;
};
std::ostream& operator<<(std::ostream& out, const Case& shown) { return out << shown.name; }

std::string NameOf(const testing::TestParamInfo<Case>& info) { return info.param.name; }

Recorded Judge(const Case& judged) {
  Words words = {"run", "--", Program("leaky"), "--leak"};
  words.insert(words.end(), judged.leaky.begin(), judged.leaky.end());
  return RunSeepRecorded(words);
}

class VerdictTest : public testing::TestWithParam<Case> {
  void SetUp() override {
    if (kSanitized) GTEST_SKIP() << "a sanitizer's heap is not counted";
  }
};

class ALeak : public VerdictTest {};
TEST_P(ALeak, IsFound) {
  const Recorded run = Judge(GetParam());
  EXPECT_EQ(run.end.status, kLeak) << run.end.out << run.end.err;
  EXPECT_EQ(run.json["verdict"], "LEAK");
  EXPECT_THAT(run.end.out, testing::HasSubstr("LEAK"));
}
INSTANTIATE_TEST_SUITE_P(Verdict, ALeak,
                         testing::Values(Case{"OfABlockARequest", {"request", "--bytes", "64"}},
                                         Case{"OfABlockEveryTenthRequest",
                                              {"request", "--bytes", "2000", "--every", "10"}},
                                         Case{"OfABlockAConnection",
                                              {"connection", "--bytes", "1000"}},
                                         Case{"OfMapEntries", {"map", "--bytes", "64"}},
                                         Case{"OfDescriptors", {"fd", "--every", "100"}},
                                         Case{"OfThreads", {"thread", "--every", "200"}}),
                         NameOf);

TEST(ADescriptorLeak, ThatLeavesTheServerNoneToAcceptWithIsFound) {
  const std::string leaky = Program("leaky") + " --leak fd --every 1";
  const Recorded run = RunSeepRecorded({"run", "--", "sh", "-c", "ulimit -n 4000; exec " + leaky});
  EXPECT_EQ(run.end.status, kLeak) << run.end.out << run.end.err;
  EXPECT_THAT(OneLine(run.end.out), testing::HasSubstr("of the 4,000 descriptors"));
}

class ACleanServer : public VerdictTest {};
TEST_P(ACleanServer, IsCalledClean) {
  const Recorded run = Judge(GetParam());
  EXPECT_EQ(run.end.status, kClean) << run.end.out << run.end.err;
  EXPECT_EQ(run.json["verdict"], "CLEAN");
  EXPECT_THAT(run.end.out, testing::HasSubstr("CLEAN"));
}
INSTANTIATE_TEST_SUITE_P(
    Verdict, ACleanServer,
    testing::Values(Case{"ThatKeepsNothing", {"none"}},
                    Case{"ThatKeepsTheLastFew", {"request", "--bytes", "64", "--twin"}},
                    Case{"WhoseMapIsBounded", {"map", "--bytes", "64", "--twin"}},
                    Case{"ThatClosesItsDescriptors", {"fd", "--every", "100", "--twin"}},
                    Case{"ThatJoinsItsThreads", {"thread", "--every", "100", "--twin"}}),
    NameOf);

class BenignGrowth : public VerdictTest {};
TEST_P(BenignGrowth, IsNeverCalledALeak) {
  const Recorded run = Judge(GetParam());
  EXPECT_THAT(run.end.status, testing::AnyOf(kClean, kInconclusive)) << run.end.out << run.end.err;
  EXPECT_NE(run.json["verdict"], "LEAK");
}
INSTANTIATE_TEST_SUITE_P(
    Verdict, BenignGrowth,
    testing::Values(Case{"Logarithmic", {"log", "--bytes", "1024", "--scale", "200"}},
                    Case{"SquareRoot", {"sqrt", "--bytes", "1024", "--scale", "10"}},
                    Case{"Saturating", {"saturate", "--bytes", "1024", "--scale", "4000"}},
                    Case{"OfACacheThatFills", {"cache", "--bytes", "256", "--bound", "2000000"}},
                    Case{"InOneStep", {"step", "--bound", "2000000", "--after", "20000"}},
                    Case{"OfASawtooth", {"sawtooth", "--bytes", "256", "--after", "7000"}}),
    NameOf);

class Replay : public VerdictTest {
 protected:
  static Recorded Judge(const Words& leaky) {
    const ScratchDirectory folder;
    const std::filesystem::path file = folder.path() / "urls.txt";
    std::ofstream urls(file);
    for (int i = 0; i < 20'000; ++i) urls << "/item?id=" << i << "\n";
    urls.close();
    Words words = {"run", "--requests", file, "--", Program("leaky"), "--leak"};
    words.insert(words.end(), leaky.begin(), leaky.end());
    return RunSeepRecorded(words);
  }
};
TEST_F(Replay, TellsACacheByUrlFromALeak) {
  const Recorded run = Judge({"target", "--bytes", "256"});
  EXPECT_EQ(run.end.status, kClean) << run.end.out << run.end.err;
  EXPECT_THAT(run.end.out, testing::HasSubstr("20,000 different"));
  EXPECT_EQ(run.json["plan"]["different_requests"], 20'000);
}
TEST_F(Replay, FindsALeakBesideACacheByUrl) {
  const Recorded run = Judge({"request", "--bytes", "64"});
  EXPECT_EQ(run.end.status, kLeak) << run.end.out << run.end.err;
}

TEST(Json, HoldsTheDocumentedFields) {
  const Recorded run = RunSeepRecorded({"run", "-n", "5000", "--", Program("leaky")});
  ASSERT_TRUE(run.json.is_object()) << run.end.err;
  EXPECT_EQ(run.json["schema"], "seep.run/1");
  EXPECT_THAT(run.json["verdict"].get<std::string>(),
              testing::AnyOf("LEAK", "CLEAN", "INCONCLUSIVE"));
  EXPECT_GT(run.json["memory_before"]["held"], 0);
  EXPECT_GT(run.json["memory_after"]["held"], 0);
  EXPECT_THAT(run.json["target"]["output_tail"].get<std::string>(), testing::HasSubstr("leaky"));
  const nlohmann::json held = MeterOf(run.json, "held_bytes");
  ASSERT_TRUE(held.is_object());
  EXPECT_EQ(held["unit"], "B");
  EXPECT_EQ(held["slope"]["per"], "request");
  EXPECT_LE(held["slope"]["low"], held["slope"]["estimate"]);
  EXPECT_LE(held["slope"]["estimate"], held["slope"]["high"]);
  EXPECT_GT(held["tolerance"]["slope"], 0);
  for (const auto& point : held["points"]) {
    EXPECT_TRUE(point["x"].is_number() && point["y"].is_number());
  }
  ASSERT_FALSE(run.json["rounds"].empty());
  EXPECT_EQ(run.json["rounds"].back()["sample"]["requests"], run.json["load"]["requests"]);
  EXPECT_LE(run.json["load"]["requests"], 5000);
}

}  // namespace
}  // namespace seep::e2e
