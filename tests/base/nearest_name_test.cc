#include "base/nearest_name.h"

#include <gtest/gtest.h>

#include <vector>

namespace seep {
namespace {

const std::vector<std::string> kNames = {"--time", "--timeout", "--tls", "--keep-alive", "-k"};

TEST(NearestName, ForgivesASlipInThreeLetters) {
  for (const char* slip : {"--tiem", "--tim", "--timee", "--tame", "-time"}) {
    EXPECT_EQ(DidYouMean(slip, kNames), "; did you mean --time?") << slip;
  }
  EXPECT_EQ(DidYouMean("--keepalive", kNames), "; did you mean --keep-alive?");
  EXPECT_EQ(DidYouMean("--timeuot", kNames), "; did you mean --timeout?");
  EXPECT_EQ(DidYouMean("--keep", kNames), "; did you mean --keep-alive?");
}

TEST(NearestName, SaysNothingWhereNoNameIsNear) {
  for (const char* other : {"--rate", "--connections", "x", "", "--t"}) {
    EXPECT_EQ(DidYouMean(other, kNames), "") << other;
  }
  EXPECT_EQ(DidYouMean("--time", {}), "");
}

}  // namespace
}  // namespace seep
