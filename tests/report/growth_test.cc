#include "report/growth.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

TEST(FormatSlope, ShowsSmallOnesWithADecimal) {
  EXPECT_EQ(FormatSlope(Meter::kHeldBytes, 4.44), "+4.4 B");
  EXPECT_EQ(FormatSlope(Meter::kLiveHeap, 0.24), "+0.24 B");
  EXPECT_EQ(FormatSlope(Meter::kLiveHeap, 0.016), "+0.016 B");
  EXPECT_EQ(FormatSlope(Meter::kHeldBytes, -12'800), "-12.5 KiB");
  EXPECT_EQ(FormatSlope(Meter::kDescriptors, 0.01), "+0.0100");
  EXPECT_EQ(FormatSlope(Meter::kDescriptors, -0.00002), "-2e-05");
  EXPECT_EQ(FormatSlope(Meter::kThreads, 1), "+1.00");
}

TEST(FormatPace, IsInTheWordsOfWhatIsCounted) {
  EXPECT_EQ(FormatPace(Meter::kLiveHeap, 304, "request"), "304 B a request");
  EXPECT_EQ(FormatPace(Meter::kHeldBytes, 98, "operation"), "98 B an operation");
  EXPECT_EQ(FormatPace(Meter::kDescriptors, 1.0002, "connection"), "1 a connection");
  EXPECT_EQ(FormatPace(Meter::kThreads, 1.02, "request"), "1.02 a request");
  EXPECT_EQ(FormatPace(Meter::kThreads, 1.008, "request"), "1.01 a request");
  EXPECT_EQ(FormatPace(Meter::kThreads, 1.004, "request"), "1 a request");
  EXPECT_EQ(FormatPace(Meter::kDescriptors, 0.15, "request"), "0.15 a request");
}

TEST(FormatPace, OfWhatIsRareIsOneInSoMany) {
  EXPECT_EQ(FormatPace(Meter::kDescriptors, 0.09, "request"), "1 every 11 requests");
  EXPECT_EQ(FormatPace(Meter::kDescriptors, 0.05, "request"), "1 every 20 requests");
  EXPECT_EQ(FormatPace(Meter::kDescriptors, 0.0008, "request"), "1 every 1,250 requests");
  EXPECT_EQ(FormatPace(Meter::kDescriptors, 0.05, "request on a kept-alive connection"),
            "0.0500 a request on a kept-alive connection");
}

TEST(IsUncertain, WhereTheFirstDigitMayBeAnother) {
  EXPECT_FALSE(IsUncertain({.estimate = 100, .low = 93, .high = 107}));
  EXPECT_TRUE(IsUncertain({.estimate = 100, .low = 85, .high = 101}));
  EXPECT_TRUE(IsUncertain({.estimate = 0, .low = -1, .high = 1}));
}

}  // namespace
}  // namespace seep
