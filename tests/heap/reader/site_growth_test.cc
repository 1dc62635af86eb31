#include "heap/reader/site_growth.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "heap/reader/live_blocks.h"

namespace seep {
namespace {

using ::testing::DoubleNear;

SiteGrowth Growth(const ActedPass& pass) { return GrowthOf(pass.requests, pass.history); }

// The number of rounds that a pass has, with 125 requests each.
class SiteGrowthTest : public ::testing::TestWithParam<size_t> {
 protected:
  SiteGrowth Of(const OnRequest& on_request, const OnRequest& leave = nullptr) const {
    return Growth(Act(GetParam(), 125, on_request, leave));
  }
};

INSTANTIATE_TEST_SUITE_P(Rounds, SiteGrowthTest, ::testing::Values(8, 10, 16),
                         ::testing::PrintToStringParamName());

OnRequest LeakEach(size_t nth, double bytes) {
  return [=](const Moment& now, LiveBlocks& live) {
    if (now.request % nth == nth - 1) live.push_back({now.round, bytes});
  };
}

// A cache of so many entries that forgets one at random; empty at first.
class RandomCache {
 public:
  explicit RandomCache(size_t size) : size_(size) {}
  void operator()(const Moment& now, LiveBlocks& live) {
    if (live.size() < size_) {
      live.push_back({now.round, 64});
    } else {
      live[random_() % live.size()] = {now.round, 64};
    }
  }

 private:
  size_t size_;
  std::mt19937 random_{1};
};

// The same, but full before the pass began: entries of before are not followed.
class FullRandomCache {
 public:
  explicit FullRandomCache(size_t size) : strangers_(size), size_(size) {}
  void operator()(const Moment& now, LiveBlocks& live) {
    if (random_() % size_ < strangers_) {
      --strangers_;
    } else {
      live.erase(live.begin() + static_cast<std::ptrdiff_t>(random_() % live.size()));
    }
    live.push_back({now.round, 64});
  }

 private:
  size_t strangers_;
  size_t size_;
  std::mt19937 random_{1};
};

// The last `size` blocks are kept.
OnRequest Ring(size_t size) {
  return [=](const Moment& now, LiveBlocks& live) {
    live.push_back({now.round, 64});
    if (live.size() > size) live.pop_front();
  };
}

// Blocks that live until some later quiet moment, `blocks` of them on average.
class Churn {
 public:
  explicit Churn(double blocks) : poisson_(blocks) {}
  void operator()(const Moment& now, LiveBlocks& live) {
    std::erase_if(live, [](const LiveBlock& block) { return block.bytes == kBytes; });
    const int blocks = poisson_(random_);
    for (int i = 0; i < blocks; ++i) live.push_back({now.round, kBytes});
  }

 private:
  static constexpr double kBytes = 65;
  std::mt19937 random_{1};
  std::poisson_distribution<int> poisson_;
};

TEST_P(SiteGrowthTest, ALeakOfABlockARequestGrowsByJustThat) {
  const SiteGrowth growth = Of(LeakEach(1, 64));
  EXPECT_TRUE(growth.grows);
  EXPECT_EQ(growth.blocks_per_request.estimate, 1);
  EXPECT_EQ(growth.bytes_per_request.estimate, 64);
  EXPECT_EQ(growth.bytes_per_request.low, 64);
  EXPECT_EQ(growth.lasting_bytes_per_request, 64);
}

TEST_P(SiteGrowthTest, ALeakInOneRequestOfAHundredGrows) {
  const SiteGrowth growth = Of(LeakEach(100, 64));
  EXPECT_TRUE(growth.grows);
  EXPECT_THAT(growth.blocks_per_request.estimate, DoubleNear(0.01, 0.001));
  EXPECT_GT(growth.blocks_per_request.low, 0);
}

TEST_P(SiteGrowthTest, ALeakAmongBlocksThatComeAndGoGrows) {
  Churn churn(200);
  const SiteGrowth growth = Of(LeakEach(10, 64), std::ref(churn));
  EXPECT_TRUE(growth.grows);
  EXPECT_THAT(growth.blocks_per_request.estimate, DoubleNear(0.1, 0.05));
}

TEST_P(SiteGrowthTest, ABufferThatIsReplacedByALargerOneGrows) {
  const SiteGrowth growth = Of([](const Moment& now, LiveBlocks& live) {
    live = {{now.round, 100'000 + 8.0 * static_cast<double>(now.request)}};
  });
  EXPECT_TRUE(growth.grows);
  EXPECT_THAT(growth.bytes_per_request.estimate, DoubleNear(8, 1e-9));
  EXPECT_EQ(growth.blocks_per_request.estimate, 0);
}

TEST_P(SiteGrowthTest, ManyBuffersThatAreReplacedByLargerOnesGrow) {
  const SiteGrowth growth = Of([](const Moment& now, LiveBlocks& live) {
    live.push_back({now.round, 1000 + 2.0 * static_cast<double>(now.request)});
    if (live.size() > 100) live.pop_front();
  });
  EXPECT_TRUE(growth.grows);
  EXPECT_THAT(growth.bytes_per_request.estimate, DoubleNear(200, 1));
}

TEST_P(SiteGrowthTest, BlocksThatAreAllFreedBeforeTheQuietMomentDoNotGrow) {
  const SiteGrowth growth =
      Of(LeakEach(1, 64), [](const Moment& /*now*/, LiveBlocks& live) { live.clear(); });
  EXPECT_FALSE(growth.grows);
  EXPECT_EQ(growth.lasting_bytes_per_request, 0);
}

TEST_P(SiteGrowthTest, BlocksThatStayDoNotGrow) {
  const SiteGrowth growth = Of([](const Moment& now, LiveBlocks& live) {
    if (now.request < 50) live.push_back({now.round, 4096});
  });
  EXPECT_FALSE(growth.grows);
  EXPECT_EQ(growth.bytes_per_request.estimate, 0);
}

TEST_P(SiteGrowthTest, ARingTurnsOverAndDoesNotGrow) {
  for (const size_t size : {1u, 10u, 125u, 400u, 500u}) {
    const SiteGrowth growth = Of(Ring(size));
    EXPECT_FALSE(growth.grows) << size;
    EXPECT_EQ(growth.lasting_bytes_per_request, 0) << size;
  }
}

TEST_P(SiteGrowthTest, ARingThatIsFullJustBeforeTheEndDoesNotGrow) {
  const size_t requests = GetParam() * 125;
  EXPECT_FALSE(Of(Ring(requests - 200)).grows);
}

TEST_P(SiteGrowthTest, ACacheThatForgetsAtRandomDoesNotGrow) {
  const SiteGrowth growth = Of(RandomCache(200));
  EXPECT_FALSE(growth.grows);
  EXPECT_EQ(growth.lasting_bytes_per_request, 0);
}

TEST_P(SiteGrowthTest, ACacheThatWasFullBeforeDoesNotGrow) {
  for (const size_t size : {50u, 200u, 300u}) {
    FullRandomCache cache(size);
    EXPECT_FALSE(Of(std::ref(cache)).grows) << size;
  }
}

TEST_P(SiteGrowthTest, BlocksThatComeAndGoDoNotGrow) {
  for (const double blocks : {0.5, 10.0, 1000.0}) {
    Churn churn(blocks);
    EXPECT_FALSE(Of([](const Moment&, LiveBlocks&) {}, std::ref(churn)).grows) << blocks;
  }
}

TEST_P(SiteGrowthTest, AVectorThatDoublesHasAPaceAndIsNotCertain) {
  const SiteGrowth growth = Of([](const Moment& now, LiveBlocks& live) {
    const double bytes = live.empty() ? 0 : live[0].bytes;
    const double needed = 8.0 * static_cast<double>(now.request + 1);
    if (needed > bytes) live = {{now.round, std::max(8.0, 2 * bytes)}};
  });
  EXPECT_FALSE(growth.grows);
  EXPECT_GT(growth.lasting_bytes_per_request, 0);
}

TEST(SiteGrowth, ALeakBehindAPoolThatFillsIsFoundWhenThePoolIsFull) {
  const SiteGrowth growth = Growth(Act(10, 300, [](const Moment& now, LiveBlocks& live) {
    if (now.request < 600 || now.request % 5 == 0) live.push_back({now.round, 64});
  }));
  EXPECT_TRUE(growth.grows);
  EXPECT_THAT(growth.blocks_per_request.estimate, DoubleNear(0.2, 0.01));
}

TEST(SiteGrowth, AFewSampledBlocksAreAsUncertainAsAFewBlocks) {
  ActedPass pass = Act(10, 125, LeakEach(250, 64));  // 5 blocks
  const double low = Growth(pass).blocks_per_request.low;
  pass.history.sampled_one_in = 16;
  for (double& blocks : pass.history.blocks) blocks *= 16;
  for (double& bytes : pass.history.bytes) bytes *= 16;
  for (Cohort& cohort : pass.history.cohorts) cohort.blocks *= 16;
  EXPECT_THAT(Growth(pass).blocks_per_request.low, DoubleNear(16 * low, 1e-9));
}

TEST(SiteGrowth, ARoundWithoutASampledBlockIsNoSignOfTurnover) {
  ActedPass pass = Act(10, 125, LeakEach(1, 64));
  const std::vector<double> sampled = {0, 1, 2, 1, 2, 1, 2, 1, 2, 1};
  pass.history = {.blocks = {}, .bytes = {}, .sampled_one_in = 80};
  double blocks = 0;
  for (size_t i = 0; i < sampled.size(); ++i) {
    blocks += 80 * sampled[i];
    pass.history.blocks.push_back(blocks);
    pass.history.bytes.push_back(64 * blocks);
    pass.history.cohorts.push_back(
        {static_cast<uint32_t>(i + 1), 80 * sampled[i], 64 * 80 * sampled[i]});
  }
  EXPECT_TRUE(Growth(pass).grows);
}

TEST(SiteGrowth, ACacheThatFilledAndNowForgetsDoesNotGrow) {
  for (const size_t size : {600u, 700u}) {
    EXPECT_FALSE(Growth(Act(10, 125, RandomCache(size))).grows) << size;
  }
}

TEST(SiteGrowth, APoolThatFillsEverMoreSlowlyDoesNotGrow) {
  double filled = 0;
  const SiteGrowth growth = Growth(Act(10, 300, [&](const Moment& now, LiveBlocks& live) {
    filled += (1000 - filled) / 1000;
    while (static_cast<double>(live.size()) < filled) live.push_back({now.round, 64});
  }));
  EXPECT_GT(growth.blocks_per_request.low, 0) << "without which this says nothing";
  EXPECT_FALSE(growth.grows);
  EXPECT_LT(growth.lasting_bytes_per_request, growth.bytes_per_request.estimate / 2);
}

TEST(SiteGrowth, NothingGrowsInFewerThanFourRounds) {
  for (size_t rounds = 1; rounds < 4; ++rounds) {
    const SiteGrowth growth = Growth(Act(rounds, 125, LeakEach(1, 64)));
    EXPECT_FALSE(growth.grows) << rounds;
    EXPECT_EQ(growth.bytes_per_request.estimate, rounds == 1 ? 0 : 64) << rounds;
  }
  EXPECT_TRUE(Growth(Act(4, 125, LeakEach(1, 64))).grows);
}

TEST(SiteGrowth, CohortsOfRoundsThatWereNotThereAreIgnored) {
  ActedPass pass = Act(8, 125, LeakEach(1, 64));
  pass.history.cohorts.push_back({.round = 9, .blocks = 1e9, .bytes = 1e9});
  pass.history.cohorts.push_back({.round = 0, .blocks = 1e9, .bytes = 1e9});
  EXPECT_EQ(Growth(pass).blocks_per_request.estimate, 1);
}

}  // namespace
}  // namespace seep
