#include "heap/reader/blame.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace seep {
namespace {

struct Short {
  const char* function;
  bool own;
};

Blame Of(std::initializer_list<Short> innermost_first) {
  std::vector<Frame> stack;
  for (const Short& entry : innermost_first) {
    Frame frame;
    frame.function = entry.function;
    frame.own = entry.own;
    stack.push_back(frame);
  }
  return BlameOf(stack);
}

TEST(Blame, FallsOnTheInnermostOwnFrameBehindTheAllocators) {
  const Blame blame =
      Of({{"operator new(unsigned long)", false},
          {"std::__new_allocator<Entry>::allocate(unsigned long, void const*)", false},
          {"std::vector<Entry>::push_back(Entry&&)", false},
          {"Cache::Add(std::string const&)", true},
          {"Server::Handle()", true},
          {"start_thread", false}});
  EXPECT_EQ(blame.top, 2u);
  EXPECT_EQ(blame.first_own, 3u);
  EXPECT_EQ(blame.last_own, 4u);
}

TEST(Blame, DoesNotFallOnTheProgramsWrapperOfMalloc) {
  const Blame blame =
      Of({{"xmalloc", true}, {"xstrdup", true}, {"remember", true}, {"main", true}});
  EXPECT_EQ(blame.top, 2u);
  EXPECT_EQ(blame.first_own, 2u);
  EXPECT_EQ(blame.last_own, 3u);
}

TEST(Blame, FallsOnAnAllocatorsNameFurtherOut) {
  const Blame blame = Of({{"grow_table", true}, {"xmalloc", true}, {"main", true}});
  EXPECT_EQ(blame.top, 0u);
  EXPECT_EQ(blame.first_own, 0u);
}

TEST(Blame, SkipsLibrariesBetweenMallocAndTheProgram) {
  const Blame blame = Of({{"malloc", false},
                          {"CRYPTO_malloc", false},
                          {"SSL_new", false},
                          {"ngx_ssl_create_connection", true},
                          {"", false}});
  EXPECT_EQ(blame.top, 2u);
  EXPECT_EQ(blame.first_own, 3u);
  EXPECT_EQ(blame.last_own, 3u);
}

TEST(Blame, FallsOnNobodyWhenAllIsLibraries) {
  const Blame blame = Of({{"strdup", false}, {"worker", false}, {"clone", false}});
  EXPECT_EQ(blame.top, 1u);
  EXPECT_EQ(blame.first_own, SIZE_MAX);
  EXPECT_EQ(blame.last_own, SIZE_MAX);
}

TEST(Blame, KeepsOneFrameOfAStackOfAllocators) {
  const Blame blame = Of({{"malloc", false}, {"operator new(unsigned long)", false}});
  EXPECT_EQ(blame.top, 1u);
}

TEST(Blame, TakesFramesWithoutNamesForCode) {
  const Blame blame = Of({{"", true}, {"main", true}});
  EXPECT_EQ(blame.top, 0u);
  EXPECT_EQ(blame.first_own, 0u);
}

TEST(Blame, EndsBeforeTheCodeThatCallsMain) {
  const Blame blame = Of({{"", true},
                          {"", true},
                          {"__libc_start_call_main", false},
                          {"__libc_start_main", false},
                          {"", true}});
  EXPECT_EQ(blame.last_own, 1u);
}

TEST(Blame, HasNothingToSayOfAnEmptyStack) {
  const Blame blame = BlameOf({});
  EXPECT_EQ(blame.top, 0u);
  EXPECT_EQ(blame.first_own, SIZE_MAX);
}

}  // namespace
}  // namespace seep
