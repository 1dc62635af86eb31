// Recorded runs of real servers: judged again, compared, and as a baseline.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// -n bounds the runs, so that their lengths are the same whatever the machine does.
Finished RunLeaky(const Words& options, const Words& leak) {
  Words words = {"run", "-n", "60000", "-t", "60s", "--no-sites"};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {"--", Program("leaky"), "--leak"});
  words.insert(words.end(), leak.begin(), leak.end());
  return RunSeep(words);
}

class CompareTest : public testing::Test {
 protected:
  void SetUp() override {
    if (kSanitized) GTEST_SKIP() << "a sanitizer's heap is not counted";
  }
  std::string Record(const std::string& name, const Words& leak) const {
    const std::string file = directory_.path() / name;
    RunLeaky({"--json", file}, leak);
    return file;
  }

 private:
  ScratchDirectory directory_;
};

const Words kNone = {"none"};
const Words kSmall = {"request", "--bytes", "64"};
const Words kLarge = {"request", "--bytes", "256"};

TEST_F(CompareTest, ARecordedRunIsJudgedAsItWas) {
  for (const Words& leak : {kNone, kSmall}) {
    const std::string run = Record("run.json", leak);
    std::ifstream stream(run);
    const nlohmann::json recorded = nlohmann::json::parse(stream);
    const Finished again = RunSeep({"analyze", run});
    EXPECT_EQ(again.status, leak == kNone ? kClean : kLeak) << again.out << again.err;
    EXPECT_THAT(again.out, StartsWith(recorded["verdict"].get<std::string>()));
  }
}

TEST_F(CompareTest, ALargerLeakIsWorseAndTheSameOneIsNot) {
  const std::string none = Record("none.json", kNone);
  const std::string small = Record("small.json", kSmall);
  const std::string again = Record("again.json", kSmall);
  const std::string large = Record("large.json", kLarge);
  const auto compare = [](const std::string& base, const std::string& changed) {
    const Finished end = RunSeep({"compare", base, changed});
    EXPECT_THAT(end.err, testing::IsEmpty()) << end.out;
    return end;
  };
  EXPECT_EQ(compare(none, small).status, kLeak);
  EXPECT_EQ(compare(small, large).status, kLeak);
  EXPECT_EQ(compare(small, again).status, kClean) << compare(small, again).out;
  EXPECT_EQ(compare(large, small).status, kClean) << compare(large, small).out;
  EXPECT_EQ(compare(small, none).status, kClean);
}

TEST_F(CompareTest, ABaselineDecidesTheExitStatusOfARun) {
  const std::string base = Record("base.json", kSmall);
  const Finished same = RunLeaky({"--baseline", base}, kSmall);
  EXPECT_EQ(same.status, kClean) << same.out << same.err;
  EXPECT_THAT(same.out, StartsWith("LEAK"));
  EXPECT_THAT(same.out, HasSubstr("\nNOT WORSE  it leaks as the baseline does"));
  const Finished worse = RunLeaky({"--baseline", base}, kLarge);
  EXPECT_EQ(worse.status, kLeak) << worse.out << worse.err;
  EXPECT_THAT(worse.out, HasSubstr("\nWORSE  "));
}

TEST_F(CompareTest, AnotherTrafficIsNamed) {
  const std::string base = Record("base.json", kNone);
  const Finished end = RunLeaky({"--baseline", base, "-c", "8"}, kNone);
  EXPECT_THAT(end.out, HasSubstr("not the same number of connections: 4 in the baseline, 8 now"));
}

}  // namespace
}  // namespace seep::e2e
