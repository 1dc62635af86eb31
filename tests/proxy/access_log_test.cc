#include "proxy/access_log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/fd.h"

namespace sluice {
namespace {

constexpr int64_t kTime = 784111777;
constexpr AccessRecord kRecord{.client = "::1", .method = "GET", .target = "/", .status = 200};

int64_t LinesIn(const std::string& path) {
  std::ifstream file(path);
  std::stringstream all;
  all << file.rdbuf();
  const std::string text = all.str();
  return std::count(text.begin(), text.end(), '\n');
}

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
  EXPECT_EQ(LinesIn(path), 2);
  std::remove(path.c_str());
}

TEST(AccessLog, GoesOnInANewFileWhenTheOldOneWasMovedAway) {
  const std::string path = ::testing::TempDir() + "/sluice_access_log_reopen";
  const std::string moved = path + ".1";
  std::remove(path.c_str());
  {
    const auto log = AccessLog::Open(path);
    ASSERT_TRUE(log.has_value());
    (*log)->Write(kRecord);
    while (LinesIn(path) == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    ASSERT_EQ(std::rename(path.c_str(), moved.c_str()), 0);
    ASSERT_TRUE((*log)->Reopen());
    (*log)->Write(kRecord);
  }
  EXPECT_EQ(LinesIn(path), 1);
  EXPECT_EQ(LinesIn(moved), 1);
  std::remove(path.c_str());
  std::remove(moved.c_str());
}

// Standard output that is a pipe from which nobody reads.
TEST(AccessLog, WaitsForNobodyWhoDoesNotRead) {
  int pipe[2];
  ASSERT_EQ(::pipe2(pipe, O_CLOEXEC), 0);
  const seep::UniqueFd reader(pipe[0]);
  const seep::UniqueFd output(::dup(STDOUT_FILENO));
  ASSERT_GE(::dup2(pipe[1], STDOUT_FILENO), 0);
  ::close(pipe[1]);
  auto log = AccessLog::Open("-");
  ::dup2(output.get(), STDOUT_FILENO);
  ASSERT_TRUE(log.has_value());
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 20'000; ++i) (*log)->Write(kRecord);
  EXPECT_GT((*log)->lost(), 0u);
  log->reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(AccessLog, CountsWhatADiskThatIsFullDoesNotTake) {
  const auto log = AccessLog::Open("/dev/full");
  ASSERT_TRUE(log.has_value());
  for (int i = 0; i < 10; ++i) (*log)->Write(kRecord);
  while ((*log)->lost() < 10) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

TEST(AccessLog, LosesNoneOfMoreLinesThanItHolds) {
  const std::string path = ::testing::TempDir() + "/sluice_access_log_many";
  std::remove(path.c_str());
  int written = 0;
  {
    const auto log = AccessLog::Open(path);
    ASSERT_TRUE(log.has_value());
    for (; written < 10'000; ++written) {
      (*log)->Write(kRecord);
      if (written % 1'000 == 999) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    EXPECT_EQ((*log)->lost(), 0u);
  }
  EXPECT_EQ(LinesIn(path), written);
  std::remove(path.c_str());
}

}  // namespace
}  // namespace sluice
