#include "proxy/log/log_file.h"

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

const std::string kLine = "::1 - - [06/Nov/1994:08:49:37 +0000] \"GET / HTTP/1.1\" 200 0 0.000\n";

seep::Result<std::shared_ptr<LogFile>> Open(const std::string& path) {
  return LogFile::Open(path, LogFile::Dash::kOutput, "--access-log");
}

int64_t LinesIn(const std::string& path) {
  std::ifstream file(path);
  std::stringstream all;
  all << file.rdbuf();
  const std::string text = all.str();
  return std::count(text.begin(), text.end(), '\n');
}

TEST(LogFile, NamesTheFileThatCannotBeWritten) {
  const auto log = Open("/nowhere/access.log");
  ASSERT_FALSE(log.has_value());
  EXPECT_EQ(log.error().kind, seep::ErrorKind::kBadInput);
  EXPECT_TRUE(log.error().message.starts_with("cannot write /nowhere/access.log: No such file"))
      << log.error().message;
}

TEST(LogFile, AppendsToItsFile) {
  const std::string path = ::testing::TempDir() + "/sluice_access_log_test";
  std::remove(path.c_str());
  for (int i = 0; i < 2; ++i) {
    const auto log = Open(path);
    ASSERT_TRUE(log.has_value());
    (*log)->Write(kLine);
  }
  EXPECT_EQ(LinesIn(path), 2);
  std::remove(path.c_str());
}

TEST(LogFile, GoesOnInANewFileWhenTheOldOneWasMovedAway) {
  const std::string path = ::testing::TempDir() + "/sluice_access_log_reopen";
  const std::string moved = path + ".1";
  std::remove(path.c_str());
  {
    const auto log = Open(path);
    ASSERT_TRUE(log.has_value());
    (*log)->Write(kLine);
    while (LinesIn(path) == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    ASSERT_EQ(std::rename(path.c_str(), moved.c_str()), 0);
    ASSERT_TRUE((*log)->Reopen());
    (*log)->Write(kLine);
  }
  EXPECT_EQ(LinesIn(path), 1);
  EXPECT_EQ(LinesIn(moved), 1);
  std::remove(path.c_str());
  std::remove(moved.c_str());
}

// Standard output that is a pipe from which nobody reads.
TEST(LogFile, WaitsForNobodyWhoDoesNotRead) {
  int pipe[2];
  ASSERT_EQ(::pipe2(pipe, O_CLOEXEC), 0);
  const seep::UniqueFd reader(pipe[0]);
  const seep::UniqueFd output(::dup(STDOUT_FILENO));
  ASSERT_GE(::dup2(pipe[1], STDOUT_FILENO), 0);
  ::close(pipe[1]);
  auto log = Open("-");
  ::dup2(output.get(), STDOUT_FILENO);
  ASSERT_TRUE(log.has_value());
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 20'000; ++i) (*log)->Write(kLine);
  EXPECT_GT((*log)->lost(), 0u);
  log->reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(LogFile, CountsWhatADiskThatIsFullDoesNotTake) {
  const auto log = Open("/dev/full");
  ASSERT_TRUE(log.has_value());
  for (int i = 0; i < 10; ++i) (*log)->Write(kLine);
  while ((*log)->lost() < 10) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

TEST(LogFile, LosesNoneOfMoreLinesThanItHolds) {
  const std::string path = ::testing::TempDir() + "/sluice_access_log_many";
  std::remove(path.c_str());
  int written = 0;
  {
    const auto log = Open(path);
    ASSERT_TRUE(log.has_value());
    for (; written < 10'000; ++written) {
      (*log)->Write(kLine);
      if (written % 1'000 == 999) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    EXPECT_EQ((*log)->lost(), 0u);
  }
  EXPECT_EQ(LinesIn(path), written);
  std::remove(path.c_str());
}

}  // namespace
}  // namespace sluice
