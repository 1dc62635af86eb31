// Every file of the fuzz targets' corpus, through what the targets check.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "http/invariants.h"

namespace seep::test {
namespace {

std::vector<std::filesystem::path> CorpusFiles(const char* target) {
  std::vector<std::filesystem::path> files;
  const std::filesystem::path folder = std::filesystem::path(SEEP_FUZZ_CORPUS) / target;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string Contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

void ExpectSound(const char* target, std::string (*check)(std::string_view)) {
  const std::vector<std::filesystem::path> files = CorpusFiles(target);
  EXPECT_GE(files.size(), 10u);
  for (const auto& path : files) EXPECT_EQ(check(Contents(path)), "") << path;
}

TEST(Corpus, OfRequestsIsSound) { ExpectSound("request_parser_fuzz", CheckRequest); }
TEST(Corpus, OfResponsesIsSound) { ExpectSound("response_parser_fuzz", CheckResponse); }
TEST(Corpus, OfBodiesIsSound) { ExpectSound("body_decoder_fuzz", CheckBody); }

}  // namespace
}  // namespace seep::test
