// Every file of the fuzz target's corpus, through what the target checks.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "sluice/config_invariants.h"

namespace sluice::testing {
namespace {

TEST(ConfigCorpus, IsSound) {
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SEEP_CONFIG_CORPUS)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(CheckConfig(text), "") << entry.path();
    for (size_t end = 0; end < text.size(); ++end)
      EXPECT_EQ(CheckConfig(std::string_view(text).substr(0, end)), "") << entry.path() << end;
    ++files;
  }
  EXPECT_GE(files, 20u);
}

}  // namespace
}  // namespace sluice::testing
