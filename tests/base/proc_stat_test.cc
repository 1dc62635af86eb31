#include "base/proc_stat.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

// Linux 6.18.
constexpr const char* kNginx =
    "2142 (nginx: worker (1)) S 2141 2140 2140 0 -1 4194624 126 70 3 2 7 5 0 0 20 0 4 0 113352 "
    "10993664 1201 18446744073709551615 1 1 0 0 0 0 0 1073746048 402745863 0 0 0 17 1 0 0 0 0 0 "
    "0 0 0 0 0 0 0 0\n";

TEST(ProcStat, IsReadFromItsLine) {
  const auto stat = ParseProcStat(kNginx);
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->pid, 2142);
  EXPECT_EQ(stat->name, "nginx: worker (1)");
  EXPECT_EQ(stat->state, 'S');
  EXPECT_EQ(stat->parent, 2141);
  EXPECT_EQ(stat->group, 2140);
  EXPECT_EQ(stat->child_faults, 72u);
  EXPECT_EQ(stat->threads, 4);
  EXPECT_EQ(stat->start_ticks, 113352u);
  EXPECT_FALSE(stat->Ended());
}

TEST(ProcStat, KnowsAZombie) {
  const auto stat = ParseProcStat("7 (sh) Z 1 7 7 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 99 0 0\n");
  ASSERT_TRUE(stat);
  EXPECT_TRUE(stat->Ended());
}

TEST(ProcStat, OfANameThatLooksLikeALineIsReadToItsEnd) {
  const auto stat = ParseProcStat("7 (a) R 9 9) S 1 2 7 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 99 0 0\n");
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->name, "a) R 9 9");
  EXPECT_EQ(stat->parent, 1);
}

TEST(ProcStat, CutShortIsNothing) {
  const std::string_view whole = kNginx;
  const size_t start_ticks_end = whole.find("113352");
  for (size_t size = 0; size < start_ticks_end; ++size) {
    EXPECT_FALSE(ParseProcStat(whole.substr(0, size))) << size;
  }
}

}  // namespace
}  // namespace seep
