#include "proxy/log/line_ring.h"

#include <gtest/gtest.h>

#include <thread>

namespace sluice {
namespace {

using seep::milliseconds;

TEST(LineRing, GivesLinesInTheirOrderAroundItsEnd) {
  LineRing ring(10);
  for (const std::string line : {"one\n", "two\n", "three\n", "four\n"}) {
    EXPECT_TRUE(ring.Put(line));
    EXPECT_EQ(ring.Take(10, milliseconds(0)), line);
  }
}

TEST(LineRing, LosesAWholeLineAndNotAPartOfOne) {
  LineRing ring(10);
  EXPECT_TRUE(ring.Put("12345\n"));
  EXPECT_FALSE(ring.Put("6789\n"));
  EXPECT_TRUE(ring.Put("678\n"));
  EXPECT_EQ(ring.lost(), 1u);
  EXPECT_EQ(ring.Take(10, milliseconds(0)), "12345\n678\n");
}

TEST(LineRing, GivesWholeLinesWhereNotAllFit) {
  LineRing ring(100);
  ring.Put("one\n");
  ring.Put("two\n");
  EXPECT_EQ(ring.Take(6, milliseconds(0)), "one\n");
  EXPECT_EQ(ring.Take(2, milliseconds(0)), "tw");
  EXPECT_EQ(ring.Take(6, milliseconds(0)), "o\n");
}

TEST(LineRing, EndsTheWaitWhenALineComesOrItIsClosed) {
  LineRing ring(100);
  std::string taken;
  std::thread taker([&] { taken = ring.Take(100, milliseconds(60'000)); });
  ring.Put("one\n");
  taker.join();
  EXPECT_EQ(taken, "one\n");
  std::thread other([&] { taken = ring.Take(100, milliseconds(60'000)); });
  ring.Close();
  other.join();
  EXPECT_EQ(taken, "");
}

}  // namespace
}  // namespace sluice
