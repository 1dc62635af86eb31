#include "greetings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <seep/leak_test.h>
#include <seep/leak_test_matchers.h>

namespace {

TEST(Greetings, KeepNoMemoryForEachName) {
  Greetings greetings;
  int visitor = 0;
  EXPECT_THAT(seep::LeakOf([&] { greetings.Of("visitor " + std::to_string(++visitor % 5000)); }),
              seep::IsClean());
}

}  // namespace
