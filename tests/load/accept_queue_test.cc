// Servers that can have few connections waiting to be accepted.
#include "load/accept_queue.h"

#include <gtest/gtest.h>

#include <memory>

#include "load/running.h"
#include "load/shapes.h"

namespace seep {
namespace {

const TimePoint kStart = TimePoint(std::chrono::hours(1));

void Open(AcceptQueue& queue, int count) {
  for (int i = 0; i < count; ++i) queue.Opened();
}

TEST(AcceptQueue, HasRoomForAllUntilAConnectionTakesASecond) {
  AcceptQueue queue;
  Open(queue, 1000);
  queue.Connected(kStart, kStart + milliseconds(500));
  EXPECT_TRUE(queue.HasRoom());
}

TEST(AcceptQueue, HasRoomForHalfOfThoseOfWhichOneTookASecond) {
  AcceptQueue queue;
  Open(queue, 16);
  queue.Connected(kStart, kStart + milliseconds(1'000));
  for (int left = 16; left > 8; --left) {
    EXPECT_FALSE(queue.HasRoom()) << left;
    queue.Left();
  }
  EXPECT_FALSE(queue.HasRoom());
  queue.Left();
  EXPECT_TRUE(queue.HasRoom());
}

// They were all opened before it was known.
TEST(AcceptQueue, IsHalvedOnceForThoseThatWereOpenedTogether) {
  AcceptQueue queue;
  Open(queue, 16);
  for (int i = 0; i < 10; ++i) queue.Connected(kStart, kStart + milliseconds(1'000 + i));
  for (int left = 16; left > 7; --left) queue.Left();
  EXPECT_TRUE(queue.HasRoom());
}

TEST(AcceptQueue, IsHalvedAgainWhereThatWasNotEnough) {
  AcceptQueue queue;
  Open(queue, 16);
  queue.Connected(kStart, kStart + milliseconds(1'000));
  for (int left = 16; left > 0; --left) queue.Left();
  Open(queue, 8);
  queue.Connected(kStart + milliseconds(2'000), kStart + milliseconds(3'000));
  for (int left = 8; left > 4; --left) queue.Left();
  EXPECT_FALSE(queue.HasRoom());
  queue.Left();
  EXPECT_TRUE(queue.HasRoom());
}

TEST(AcceptQueue, HasRoomForOneAtLeast) {
  AcceptQueue queue;
  for (int second = 0; second < 5; ++second) {
    queue.Opened();
    queue.Connected(kStart + milliseconds(2'000 * second),
                    kStart + milliseconds(2'000 * second + 1'000));
    queue.Left();
  }
  EXPECT_TRUE(queue.HasRoom());
}

// 16 connections at once for a queue of 3, which the server empties by one in 5 ms: a round lost a
// second to SYNs that were dropped, and the next ones lost it again.
TEST(AcceptQueue, IsNotOverrunByTheRoundsThatFollow) {
  const Shape shapes[] = {Shape{}, CloseShape()};
  for (const Shape& shape : shapes) {
    ScriptedServer server(Answering(std::string(kOk)), AF_INET, 3, milliseconds(5));
    const auto generator = LoadGenerator::Create(SpecFor(server, 16, shape), 1);
    ASSERT_TRUE(generator) << generator.error().message;
    const RoundBounds bounds{.requests = 32, .duration = {}};
    for (int round = 0; round < 4; ++round) (*generator)->Run(bounds, {});
    const LoadResult result = (*generator)->Run(bounds, {});
    EXPECT_EQ(result.answers, 32u) << result.error_example;
    EXPECT_LT(result.seconds, 0.9) << shape.name;
  }
}

}  // namespace
}  // namespace seep
