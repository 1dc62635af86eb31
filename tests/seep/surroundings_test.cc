#include "seep/surroundings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/temp_folder.h"

namespace seep {
namespace {

using ::testing::HasSubstr;

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "unset" : value;
}

TEST(InSurroundings, LeavesThemAsTheyWere) {
  const std::filesystem::path before = std::filesystem::current_path();
  const Result<TempFolder> folder = TempFolder::Create();
  ASSERT_TRUE(folder);
  ::setenv("SEEP_TEST_SET", "before", 1);
  ::unsetenv("SEEP_TEST_UNSET");
  {
    const auto in = InSurroundings::Enter(
        {folder->path(),
         {{"SEEP_TEST_SET", "first"}, {"SEEP_TEST_SET", "last"}, {"SEEP_TEST_UNSET", ""}}});
    ASSERT_TRUE(in) << in.error().message;
    EXPECT_EQ(std::filesystem::current_path(), std::filesystem::canonical(folder->path()));
    EXPECT_EQ(Variable("SEEP_TEST_SET"), "last");
    EXPECT_EQ(Variable("SEEP_TEST_UNSET"), "");
  }
  EXPECT_EQ(std::filesystem::current_path(), before);
  EXPECT_EQ(Variable("SEEP_TEST_SET"), "before");
  EXPECT_EQ(Variable("SEEP_TEST_UNSET"), "unset");
  ::unsetenv("SEEP_TEST_SET");
}

TEST(InSurroundings, AFolderThatIsNotThereIsNamedAndNothingChanges) {
  const std::filesystem::path before = std::filesystem::current_path();
  const auto in = InSurroundings::Enter({"/nonexistent/web", {{"SEEP_TEST_UNSET", "x"}}});
  ASSERT_FALSE(in);
  EXPECT_THAT(in.error().message, HasSubstr("cannot enter /nonexistent/web: No such file"));
  EXPECT_EQ(std::filesystem::current_path(), before);
  EXPECT_EQ(Variable("SEEP_TEST_UNSET"), "unset");
}

}  // namespace
}  // namespace seep
