// Every file of the fuzz targets' corpus, through what the targets check.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "proxy/passage_invariants.h"
#include "proxy/proxy_header_invariants.h"

namespace sluice::testing {
namespace {

using Check = std::function<std::string(std::string_view)>;

void ExpectSound(const char* target, const Check& check) {
  std::vector<std::filesystem::path> files;
  const std::filesystem::path folder = std::filesystem::path(SEEP_FUZZ_CORPUS) / target;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  std::ranges::sort(files);
  EXPECT_GE(files.size(), 20u);
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(check(bytes), "") << path;
  }
}

TEST(FuzzCorpus, OfProxiedRequestsIsSound) {
  Passage passage;
  ExpectSound("proxied_request_fuzz",
              [&](std::string_view bytes) { return CheckProxiedRequests(passage, bytes); });
}

TEST(FuzzCorpus, OfProxiedResponsesIsSound) {
  Passage passage;
  ExpectSound("proxied_response_fuzz",
              [&](std::string_view bytes) { return CheckProxiedResponse(passage, bytes); });
}

TEST(FuzzCorpus, OfProxyHeadersIsSound) { ExpectSound("proxy_header_fuzz", CheckProxyHeader); }

}  // namespace
}  // namespace sluice::testing
