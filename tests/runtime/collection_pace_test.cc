#include "runtime/collection_pace.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

TEST(CollectionPace, LetsTheRunGoOnForAsLongAsACollectionTook) {
  CollectionPace pace;
  const TimePoint start = TimePoint() + milliseconds(1000);
  EXPECT_TRUE(pace.Due(start));
  pace.Done(start, start + milliseconds(50));
  EXPECT_FALSE(pace.Due(start + milliseconds(99)));
  EXPECT_TRUE(pace.Due(start + milliseconds(100)));
}

}  // namespace
}  // namespace seep
