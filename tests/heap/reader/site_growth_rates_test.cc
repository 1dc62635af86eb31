#include <gmock/gmock.h>

#include <cstddef>
#include <functional>
#include <random>

#include "heap/reader/live_blocks.h"
#include "heap/reader/site_growth.h"

namespace seep {
namespace {

// Of 200 passes of 10 rounds each, with random requests.
size_t GrowingOf200(const std::function<OnRequest(std::mt19937&)>& server) {
  size_t growing = 0;
  for (uint32_t seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    const ActedPass pass = Act(10, 300, server(random));
    if (GrowthOf(pass.requests, pass.history).grows) ++growing;
  }
  return growing;
}

bool Happens(std::mt19937& random, double probability) {
  return std::bernoulli_distribution(probability)(random);
}

TEST(SiteGrowthRates, RandomLeaksOfOneBlockInAHundredRequestsAreFound) {
  EXPECT_GE(GrowingOf200([](std::mt19937& random) {
              return [&](const Moment& now, LiveBlocks& live) {
                if (Happens(random, 0.01)) live.push_back({now.round, 64});
              };
            }),
            195u);
}

TEST(SiteGrowthRates, BlocksWithRandomLivesDoNotGrow) {
  EXPECT_LE(GrowingOf200([](std::mt19937& random) {
              return [&](const Moment& now, LiveBlocks& live) {
                live.push_back({now.round, 64});
                while (!live.empty() && Happens(random, static_cast<double>(live.size()) / 200)) {
                  live.erase(live.begin() + static_cast<std::ptrdiff_t>(random() % live.size()));
                }
              };
            }),
            4u);
}

TEST(SiteGrowthRates, PoolsThatFillAtRandomDoNotGrow) {
  EXPECT_LE(GrowingOf200([](std::mt19937& random) {
              return [&](const Moment& now, LiveBlocks& live) {
                const double free = 1 - static_cast<double>(live.size()) / 64;
                if (Happens(random, 0.2 * free)) live.push_back({now.round, 64});
              };
            }),
            10u);
}

}  // namespace
}  // namespace seep
