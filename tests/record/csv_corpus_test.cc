// Every file of the fuzz target's corpus, through what the target checks.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "record/csv_invariants.h"

namespace seep::test {
namespace {

TEST(CsvCorpus, IsSound) {
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SEEP_CSV_CORPUS)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string csv{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(CheckCsv(csv), "") << entry.path();
    // Cut short anywhere, as a file that is being written is.
    for (size_t end = 0; end < csv.size(); ++end) {
      EXPECT_EQ(CheckCsv(std::string_view(csv).substr(0, end)), "") << entry.path() << " " << end;
    }
    ++files;
  }
  EXPECT_GE(files, 10u);
}

}  // namespace
}  // namespace seep::test
