// seep doctor, on the machine that the tests run on: what it says can be read is what the other
// tests read.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Doctor : public testing::Test {
 protected:
  // Once for all: it takes seconds.
  static void SetUpTestSuite() {
    if (kSanitized) return;
    const Finished end = RunSeep({"doctor", "--json", "-", "--", Program("leaky")});
    EXPECT_EQ(end.status, kClean) << end.err;
    json_ = nlohmann::json::parse(end.out, nullptr, false);
  }
  // A sanitizer's library cannot be loaded into the runtimes.
  void SetUp() override {
    if (kSanitized) GTEST_SKIP() << "runtimes are not built with sanitizers";
  }
  static nlohmann::json Of(const std::string& name) {
    for (const nlohmann::json& finding : json_["findings"]) {
      if (finding["name"] == name) return finding;
    }
    return nullptr;
  }
  static bool IsInstalled(const std::string& program) {
    return RunCommand({"sh", "-c", "command -v " + program}).status == 0;
  }

  inline static nlohmann::json json_;
};

TEST_F(Doctor, ReadsTheMemoryOfWhatItStarts) {
  EXPECT_EQ(json_["can_measure"], true);
  EXPECT_EQ(Of("memory of a server")["usable"], "ok") << json_;
  EXPECT_EQ(Of("heap of Go")["usable"], "ok") << json_;
  const nlohmann::json heap = json_["findings"][1];  // the command's comes first
  EXPECT_EQ(heap["name"], "live heap");
  EXPECT_THAT(heap["found"].get<std::string>(), HasSubstr("leaky"));
}

TEST_F(Doctor, ReadsTheHeapsOfTheRuntimesThatAreInstalled) {
  for (const auto& [program, title] :
       {std::pair("node", "Node.js"), {"python3", "Python"}, {"ruby", "Ruby"}}) {
    if (!IsInstalled(program)) continue;
    EXPECT_EQ(Of(title)["usable"], "ok") << Of(title);
    EXPECT_THAT(Of(title)["found"].get<std::string>(), HasSubstr("its heap is read: "));
  }
  if (!IsInstalled("node")) {
    EXPECT_THAT(Of("other runtimes")["found"].get<std::string>(), HasSubstr("Node.js"));
  }
}

TEST(DoctorText, IsForATerminal) {
  const Finished end = RunSeep({"doctor", "env", "-i", "server"});
  EXPECT_THAT(end.out, StartsWith("partly  launcher"));
  EXPECT_THAT(end.out, HasSubstr("do: env server\n"));
}

}  // namespace
}  // namespace seep::e2e
