#include "trial/pacer.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

TEST(Pacer, AimsAtRoundsOf50Milliseconds) {
  Pacer pacer(0, 4);
  pacer.Done(pacer.Next(0), 16 / 10'000.0);  // 10,000 requests a second
  EXPECT_EQ(pacer.Next(16), 500u);
}

TEST(Pacer, GivesASlowServerRoundsOfUpTo150Milliseconds) {
  Pacer pacer(0, 4);
  pacer.Done(16, 16 / 2'500.0);
  EXPECT_EQ(pacer.Next(16), 300u) << "120 ms";
  pacer.Done(16, 16 / 1'000.0);
  EXPECT_EQ(pacer.Next(32), 150u) << "150 ms";
}

TEST(Pacer, KeepsTheSizeOnceItIsTuned) {
  Pacer pacer(0, 4);
  for (int i = 0; i < 4; ++i) pacer.Done(1000, 0.1);
  pacer.Done(1000, 0.05);
  EXPECT_EQ(pacer.Next(5000), 500u);
}

TEST(Pacer, ShrinksRoundsOfAServerThatBecomesVerySlow) {
  Pacer pacer(0, 4);
  for (int i = 0; i < 5; ++i) pacer.Done(1000, 0.1);
  pacer.Done(800, 8);
  EXPECT_EQ(pacer.Next(6000), 15u) << "100 a second";
}

TEST(Pacer, HasAtLeastOneRequestAConnection) {
  Pacer pacer(0, 100);
  pacer.Done(100, 10);
  EXPECT_EQ(pacer.Next(100), 100u);
}

TEST(Pacer, DividesABoundedRunIntoFortyRoundsAndSendsExactlyItsRequests) {
  Pacer pacer(30'000, 4);
  uint64_t sent = 0;
  int rounds = 0;
  while (const uint64_t next = pacer.Next(sent)) {
    sent += next;
    ++rounds;
    pacer.Done(next, 0.01);
  }
  EXPECT_EQ(sent, 30'000u);
  EXPECT_NEAR(rounds, 40, 2);
}

}  // namespace
}  // namespace seep
