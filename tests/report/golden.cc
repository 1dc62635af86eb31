#include "report/golden.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace seep {

void ExpectGolden(const std::string& name, const std::string& text) {
  const std::string path = std::string(SEEP_GOLDEN_FOLDER) + "/" + name;
  if (std::getenv("SEEP_REWRITE_GOLDEN") != nullptr) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    ASSERT_TRUE(file.flush()) << path << " cannot be written";
    return;
  }
  std::ifstream file(path, std::ios::binary);
  const std::string golden{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text, golden) << "\ntests/report/golden/" << name
                          << " has another report. If the new one is right, write it, look at what "
                             "changed, and commit that:\n"
                             "  SEEP_REWRITE_GOLDEN=1 build/dev/bin/report_test "
                             "--gtest_filter='Golden*' && git diff tests/report/golden";
}

}  // namespace seep
