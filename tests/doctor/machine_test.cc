#include "doctor/machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "doctor/access.h"

namespace seep {
namespace {

using ::testing::HasSubstr;

TEST(CpuFinding, ComplainsWhenOthersTakeHalfOfThem) {
  EXPECT_EQ(CpuFinding(2, 0.9).usable, Usable::kYes);
  EXPECT_EQ(CpuFinding(2, 1.0).usable, Usable::kPartly);
  EXPECT_EQ(CpuFinding(8, 3.9).usable, Usable::kYes);
  EXPECT_THAT(CpuFinding(8, 4.1).costs, HasSubstr("other programs"));
  EXPECT_THAT(CpuFinding(1, 0.1).costs, HasSubstr("share it"));
}

TEST(HugePageFinding, ComplainsWhereTheyAreEverywhere) {
  EXPECT_EQ(HugePageFinding("").usable, Usable::kYes);
  EXPECT_EQ(HugePageFinding("always [madvise] never\n").usable, Usable::kYes);
  EXPECT_EQ(HugePageFinding("always madvise [never]\n").usable, Usable::kYes);
  const Finding always = HugePageFinding("[always] madvise never\n");
  EXPECT_EQ(always.usable, Usable::kPartly);
  EXPECT_THAT(always.advice, HasSubstr("echo madvise"));
}

TEST(OpenFileFinding, SaysHowManyConnectionsThatIsEnoughFor) {
  EXPECT_EQ(OpenFileFinding(1'024, 4'096).usable, Usable::kYes);
  EXPECT_THAT(OpenFileFinding(1'024, 4'096).found, HasSubstr("-c 924"));
  EXPECT_EQ(OpenFileFinding(1'023, 4'096).usable, Usable::kPartly);
  EXPECT_EQ(OpenFileFinding(600, 4'096).advice, "ulimit -n 1024");
  EXPECT_THAT(OpenFileFinding(64, 600).found, HasSubstr("-c 0"));
  EXPECT_THAT(OpenFileFinding(64, 600).advice, HasSubstr("hard limit"));
}

TEST(ControlGroups, AreToldByTheirHierarchies) {
  EXPECT_EQ(ControlGroups(""), "none");
  EXPECT_EQ(ControlGroups("0::/user.slice\n"), "version 2");
  EXPECT_EQ(ControlGroups("12:cpu,cpuacct:/a\n4:memory:/a/b\n0::/\n"), "version 1");
}

TEST(ExamineMachine, FindsSomethingOfEach) {
  for (const Finding& finding : ExamineMachine()) {
    EXPECT_NE(finding.found, "") << finding.name;
    EXPECT_EQ(finding.costs.empty(), finding.usable == Usable::kYes) << finding.name;
  }
}

TEST(OtherProcesses, AreReadByWhoMayTrace) {
  EXPECT_EQ(OtherProcesses(1U << 19, true).usable, Usable::kYes);
  EXPECT_EQ(OtherProcesses(1U << 19, false).usable, Usable::kYes);
  EXPECT_THAT(OtherProcesses(0, true).advice, HasSubstr("capability SYS_PTRACE"));
  EXPECT_THAT(OtherProcesses(0, false).advice, HasSubstr("as root"));
}

}  // namespace
}  // namespace seep
