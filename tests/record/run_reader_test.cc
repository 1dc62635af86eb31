#include "record/run_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string ErrorOf(std::string_view json) {
  const Result<RunResult> run = ReadRun(json, "run.json");
  if (run) return "read";
  EXPECT_EQ(run.error().fault, Fault::kUser);
  return run.error().message;
}

TEST(ReadRun, RefusesWhatIsNoRecordedRun) {
  EXPECT_THAT(ErrorOf(""), StartsWith("run.json: not JSON"));
  EXPECT_THAT(ErrorOf("{\"schema\": "), StartsWith("run.json: not JSON (at byte"));
  EXPECT_THAT(ErrorOf("[]"), HasSubstr("expected an object"));
  EXPECT_THAT(ErrorOf("{}"), HasSubstr("schema is missing"));
  EXPECT_THAT(ErrorOf(R"({"schema": "seep.compare/1"})"), HasSubstr("\"seep.compare/1\""));
}

TEST(ReadRun, NamesASchemaThatIsLaterThanItself) {
  EXPECT_THAT(ErrorOf(R"({"schema": "seep.run/2"})"),
              HasSubstr("schema seep.run/2 is of another version of Seep"));
}

TEST(ReadRun, NamesTheFirstFieldThatIsMissing) {
  EXPECT_EQ(ErrorOf(R"({"schema": "seep.run/1"})"), "run.json: started_at: is missing");
}

TEST(ReadRun, SurvivesDeepNesting) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_THAT(ErrorOf(deep), HasSubstr("expected an object"));
}

}  // namespace
}  // namespace seep
