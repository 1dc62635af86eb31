#include "proxy/head_reading.h"

#include <gtest/gtest.h>

#include <string>

namespace sluice {
namespace {

constexpr size_t kMax = size_t{16} * 1024;

TEST(HeadReading, LooksAtOnceAndAtItsEnd) {
  HeadReading reading;
  std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
  EXPECT_TRUE(reading.IsDue(head, kMax));
  EXPECT_FALSE(reading.IsDue(head += "\r", kMax));
  EXPECT_TRUE(reading.IsDue(head += "\n", kMax));
}

TEST(HeadReading, LooksAtAnEndOfLineFeedsToo) {
  HeadReading reading;
  std::string head = "GET / HTTP/1.1\nHost: a\n";
  EXPECT_TRUE(reading.IsDue(head, kMax));
  EXPECT_TRUE(reading.IsDue(head += "\n", kMax));
}

TEST(HeadReading, LooksAtWhatComesByteByByteAsOftenAsItDoubles) {
  HeadReading reading;
  int looks = 0;
  std::string head;
  while (head.size() < kMax - 1) looks += reading.IsDue(head += 'x', kMax) ? 1 : 0;
  EXPECT_EQ(looks, 14);
  EXPECT_TRUE(reading.IsDue(head += 'x', kMax)) << "it is too large";
}

TEST(HeadReading, LooksOnceMoreWhenAsked) {
  HeadReading reading;
  const std::string head = "GET / HTTP/1.1\r\n\r\nbody";
  EXPECT_TRUE(reading.IsDue(head, kMax));
  EXPECT_FALSE(reading.IsDue(head, kMax));
  reading.Again();
  EXPECT_TRUE(reading.IsDue(head, kMax));
}

}  // namespace
}  // namespace sluice
