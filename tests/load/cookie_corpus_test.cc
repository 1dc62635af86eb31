// Every file of the fuzz target's corpus, through what the target checks.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "load/cookie_invariants.h"

namespace seep::test {
namespace {

TEST(CookieCorpus, IsSound) {
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SEEP_COOKIE_CORPUS)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string field{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(CheckSetCookie(field), "") << entry.path();
    for (size_t end = 0; end < field.size(); ++end) {
      EXPECT_EQ(CheckSetCookie(std::string_view(field).substr(0, end)), "")
          << entry.path() << " " << end;
    }
    ++files;
  }
  EXPECT_GE(files, 8u);
}

}  // namespace
}  // namespace seep::test
