// After LEAK: the line that leaks, for each way of allocating.

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
  Words seep;
  std::string mark;  // in the line that has to be named: "leaks: KIND"
};
std::ostream& operator<<(std::ostream& out, const Case& shown) { return out << shown.name; }
std::string NameOf(const testing::TestParamInfo<Case>& info) { return info.param.name; }

// "leak_sites_linux.cc:42" of the line with the mark, among the fixtures' sources.
std::string LineOf(const std::string& mark) {
  for (const auto& file : std::filesystem::directory_iterator(SEEP_FIXTURE_SOURCES)) {
    std::ifstream source(file.path());
    std::string line;
    for (int number = 1; std::getline(source, line); ++number) {
      if (line.ends_with("// leaks: " + mark))
        return file.path().filename().string() + ":" + std::to_string(number);
    }
  }
  return "no line has the mark " + mark;
}

std::string LineOfFrame(const nlohmann::json& frame) {
  if (!frame.contains("file")) return frame.value("function", "?");
  const std::filesystem::path file = frame["file"].get<std::string>();
  return file.filename().string() + ":" + std::to_string(frame["line"].get<int>());
}

// The lines of the target's own code in the first site, from the blamed one outwards.
std::vector<std::string> OwnLines(const nlohmann::json& run) {
  std::vector<std::string> lines;
  if (!run.contains("sites") || run["sites"]["sites"].empty()) return lines;
  const nlohmann::json& site = run["sites"]["sites"][0];
  if (!site.contains("first_own")) return lines;
  for (size_t i = site["first_own"]; i < site["stack"].size(); ++i) {
    if (site["stack"][i]["own"]) lines.push_back(LineOfFrame(site["stack"][i]));
  }
  return lines;
}

Recorded RunCase(const Case& wanted, bool twin) {
  Words words = {"run"};
  words.insert(words.end(), wanted.seep.begin(), wanted.seep.end());
  words.insert(words.end(), {"--", Program("leaky"), "--leak"});
  words.insert(words.end(), wanted.leaky.begin(), wanted.leaky.end());
  if (twin) words.push_back("--twin");
  return RunSeepRecorded(words);
}

class TheLineThatLeaks : public testing::TestWithParam<Case> {
  void SetUp() override {
    if (kSanitized) GTEST_SKIP() << "a sanitizer's allocator cannot be counted";
  }
};

TEST_P(TheLineThatLeaks, IsNamedFirst) {
  const Recorded run = RunCase(GetParam(), false);
  ASSERT_EQ(run.end.status, kLeak) << run.end.out << run.end.err;
  ASSERT_TRUE(run.json.contains("sites")) << run.end.out;
  EXPECT_TRUE(run.json["sites"]["sites"][0]["grows"].get<bool>()) << run.end.out;
  // The fixtures' Hoard stands between some leaks and malloc: its caller is the second own line.
  EXPECT_THAT(OwnLines(run.json), testing::Contains(LineOf(GetParam().mark))) << run.end.out;
  const std::string first = OwnLines(run.json).front();
  EXPECT_TRUE(first == LineOf(GetParam().mark) || first.starts_with("hoard_linux.cc"))
      << run.end.out;
}

TEST_P(TheLineThatLeaks, IsNoneWhenTheTwinRuns) {
  const Recorded run = RunCase(GetParam(), true);
  EXPECT_EQ(run.end.status, kClean) << run.end.out << run.end.err;
  EXPECT_FALSE(run.json.contains("sites"));
}

TEST(ATableThatDoubles, IsNamedThoughItGrowsInRareSteps) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer's allocator cannot be counted";
  // Strings of four bytes take no memory of their own: all of the growth is the vector's.
  const Recorded run =
      RunSeepRecorded({"run", "--", Program("leaky"), "--leak", "vector", "--bytes", "4"});
  ASSERT_EQ(run.end.status, kLeak) << run.end.out << run.end.err;
  ASSERT_TRUE(run.json.contains("sites")) << run.end.out;
  EXPECT_TRUE(run.json["sites"]["sites"][0]["in_steps"].get<bool>()) << run.end.out;
  EXPECT_EQ(OwnLines(run.json).front(), LineOf("vector")) << run.end.out;
}

INSTANTIATE_TEST_SUITE_P(
    Sites, TheLineThatLeaks,
    testing::Values(
        Case{"OfABlock", {"request", "--bytes", "64"}, {"-n", "20000"}, "block"},
        Case{"OfAVectorThatGrows", {"vector", "--bytes", "64"}, {"-n", "20000"}, "vector"},
        Case{"OfMapNodes", {"map-node"}, {"-n", "20000"}, "map-node"},
        Case{"OfAStringInAStruct", {"string", "--bytes", "64"}, {"-n", "20000"}, "string"},
        Case{"OfStrdup", {"strdup"}, {"-n", "20000"}, "strdup"},
        Case{"OfALibrarysObject", {"library"}, {"-n", "20000"}, "library"},
        Case{"InAThread", {"in-thread"}, {"-n", "20000"}, "in-thread"},
        Case{"InAForkedWorker", {"in-worker"}, {"-n", "20000"}, "in-worker"},
        Case{"OfAConnection", {"connection"}, {"-n", "20000", "--close"}, "block"},
        // The client is gone before the answer is sent.
        Case{"OnTheAbortPath", {"abort", "--delay-ms", "1"}, {"-n", "8000", "--abort"}, "block"}),
    NameOf);

}  // namespace
}  // namespace seep::e2e
