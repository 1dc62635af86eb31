// A server with a planted leak, judged by seep through the library.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <seep/leak_test.h>
#include <seep/leak_test_matchers.h>

#include "e2e/fixture.h"
#include "sanitized.h"

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Command Leaky(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{e2e::Program("leaky")};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return Command(words);
}

TEST(LeakOfAServer, NamesTheLineThatLeaks) {
  const LeakResult result = LeakOf(Leaky({"--leak", "request", "--bytes", "256"}).Requests(30'000));
  EXPECT_THAT(result, Leaks());
  ASSERT_TRUE(result.bytes_per_request);
  EXPECT_GE(result.bytes_per_request->estimate, 256);
  EXPECT_LE(result.bytes_per_request->low, result.bytes_per_request->estimate);
  EXPECT_THAT(result.headline, HasSubstr("LEAK"));
  if (kSanitized) GTEST_SKIP() << "a sanitizer's allocator cannot be counted";
  ASSERT_THAT(result.sites, Not(IsEmpty()));
  EXPECT_THAT(result.sites.front().function, HasSubstr("Keep"));
  EXPECT_THAT(result.sites.front().file, HasSubstr("hoard"));
  EXPECT_GT(result.sites.front().line, 0);
}

TEST(LeakOfAServer, IsCleanWhereNothingLeaks) { EXPECT_THAT(LeakOf(Leaky({})), IsClean()); }

TEST(LeakOfAServer, SaysWhyAServerCannotBeJudged) {
  try {
    LeakOf(Command{"/no/such/server"});
    FAIL() << "it was judged";
  } catch (const LeakTestError& error) {
    EXPECT_THAT(error.what(), HasSubstr("/no/such/server"));
  }
}

}  // namespace
}  // namespace seep
