#include "e2e/seep_run.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/check.h"
#include "e2e/processes.h"

namespace seep::e2e {
namespace {

Words SeepWords(const Words& arguments) {
  Words words = {Program("seep")};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

}  // namespace

ScratchDirectory::ScratchDirectory() {
  std::string name = std::filesystem::temp_directory_path() / "seep-e2e-XXXXXX";
  CHECK(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

ScratchDirectory::~ScratchDirectory() { std::filesystem::remove_all(path_); }

Seep::Seep(const Words& arguments)
    : command_(SeepWords(arguments), {{"TMPDIR", scratch_.path().string()}}) {}

bool Seep::LeftNoFiles() const {
  const std::string region = "seep-heap-" + std::to_string(command_.pid()) + "-";
  for (const auto& file : std::filesystem::directory_iterator("/dev/shm")) {
    if (file.path().filename().string().starts_with(region)) return false;
  }
  return scratch_.Empty();
}

Finished RunSeep(const Words& arguments) {
  Seep seep(arguments);
  Finished end = seep.Wait();
  EXPECT_FALSE(end.timed_out) << end.out << end.err;
  EXPECT_EQ(Describe(seep.Left()), "") << "was left running";
  EXPECT_TRUE(seep.LeftNoFiles());
  return end;
}

Recorded RunSeepRecorded(const Words& arguments) {
  const ScratchDirectory results;
  const std::string file = results.path() / "run.json";
  Words words = arguments;
  words.insert(words.begin() + 1, {"--json", file});
  Recorded recorded{.end = RunSeep(words), .json = {}};
  std::ifstream stream(file);
  recorded.json = nlohmann::json::parse(stream, nullptr, false);
  return recorded;
}

std::string OneLine(const std::string& text) {
  std::istringstream words(text);
  std::string line;
  for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
  return line;
}

nlohmann::json MeterOf(const nlohmann::json& run, const std::string& name) {
  for (const nlohmann::json& meter : run["meters"]) {
    if (meter["name"] == name) return meter;
  }
  return nullptr;
}

}  // namespace seep::e2e
