#include "proxy/access_log.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <sstream>

namespace sluice {
namespace {

constexpr int64_t kTime = 784111777;

TEST(AccessLog, WritesALineThatStaysALine) {
  EXPECT_EQ(FormatAccessLine({.client = "127.0.0.1",
                              .method = "GET",
                              .target = "/a?b=\"c\"\\\x7f",
                              .status = 200,
                              .response_bytes = 5120,
                              .duration = std::chrono::milliseconds(12)},
                             kTime),
            "127.0.0.1 - - [06/Nov/1994:08:49:37 +0000] \"GET /a?b=\\x22c\\x22\\x5c\\x7f HTTP\" "
            "200 5120 0.012\n");
  EXPECT_EQ(FormatAccessLine({.client = "::1", .method = {}, .target = {}, .status = 0}, kTime),
            "::1 - - [06/Nov/1994:08:49:37 +0000] \"-\" 000 0 0.000\n");
}

TEST(AccessLog, CutsALongTarget) {
  const std::string target(5000, 'a');
  EXPECT_LT(FormatAccessLine({.client = "::1", .method = "GET", .target = target}, kTime).size(),
            2200u);
}

TEST(AccessLog, NamesTheFileThatCannotBeWritten) {
  const auto log = AccessLog::Open("/nowhere/access.log");
  ASSERT_FALSE(log.has_value());
  EXPECT_EQ(log.error().kind, seep::ErrorKind::kBadInput);
  EXPECT_TRUE(log.error().message.starts_with(
      "cannot write the access log /nowhere/access.log: No such file"))
      << log.error().message;
}

TEST(AccessLog, AppendsToItsFile) {
  const std::string path = ::testing::TempDir() + "/sluice_access_log_test";
  std::remove(path.c_str());
  for (int i = 0; i < 2; ++i) {
    const auto log = AccessLog::Open(path);
    ASSERT_TRUE(log.has_value());
    (*log)->Write({.client = "::1", .method = "GET", .target = "/", .status = 200});
  }
  std::ifstream file(path);
  std::stringstream all;
  all << file.rdbuf();
  const std::string text = all.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  std::remove(path.c_str());
}

}  // namespace
}  // namespace sluice
