#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "process/target.h"
#include "process/tree.h"
#include "wait_for.h"

namespace seep {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// Starts a script and waits until it has written `lines` lines. Where SIGTERM is trapped, the last
// child writes the line: a shell's child loses a signal that comes between its fork and its exec.
std::unique_ptr<Target> Shell(const std::string& script, std::ptrdiff_t lines) {
  auto target = Target::Launch({{"sh", "-c", script}, {}, 0});
  EXPECT_TRUE(target) << target.error().message;
  EXPECT_TRUE(WaitFor([&] {
    const std::string output = (*target)->OutputTail();
    return std::count(output.begin(), output.end(), '\n') >= lines;
  })) << (*target)->OutputTail();
  return std::move(*target);
}

bool AllGone(const std::vector<pid_t>& pids) { return std::all_of(pids.begin(), pids.end(), Gone); }

// A process that left its parent, its group and its session, and ignores SIGTERM.
constexpr const char* kDaemon =
    "(setsid sh -c 'trap \"\" TERM; echo daemon $$; while :; do sleep 1000; done' &) ";

TEST(Stop, EndsACommandThatObeysSigterm) {
  const auto target =
      Shell("trap 'echo bye; exit 3' TERM; sh -c 'echo up; exec sleep 1000' & wait", 1);
  target->Stop();
  EXPECT_THAT(target->OutputTail(), "up\nbye\n");
  ASSERT_TRUE(target->Exited());
  EXPECT_EQ(target->Exited()->code, 3);
  EXPECT_THAT(target->Tree(), IsEmpty());
}

TEST(Stop, KillsWhatIgnoresSigtermAfterTheGrace) {
  const auto target = Shell("trap '' TERM; echo up; while :; do sleep 1000; done", 1);
  const std::vector<pid_t> tree = target->Tree();
  target->Stop(milliseconds(50));
  EXPECT_TRUE(AllGone(tree));
  EXPECT_TRUE(target->Exited()->signaled);
  EXPECT_EQ(target->Exited()->code, SIGKILL);
}

TEST(Stop, IsIdempotentAndMayFollowTheEnd) {
  const auto target = Shell("echo up", 1);
  target->Stop();
  target->Stop();
  EXPECT_EQ(target->Exited()->code, 0);
}

TEST(Stop, ReachesGrandchildrenThatLeftTheGroupAndTheSession) {
  const auto target = Shell(std::string(kDaemon) + "; sleep 1000 & echo up; wait", 2);
  ASSERT_TRUE(WaitFor([&] { return target->Tree().size() >= 4; }));
  const std::vector<pid_t> tree = target->Tree();
  target->Stop(milliseconds(50));
  EXPECT_TRUE(AllGone(tree));
  EXPECT_THAT(target->Tree(), IsEmpty());
}

TEST(Stop, AsksAProcessThatLeftTheGroupBeforeItKills) {
  const auto target = Shell(
      "setsid sh -c 'trap \"echo asked; exit\" TERM; sh -c \"echo up; exec sleep 1000\" & wait' & "
      "wait",
      1);
  target->Stop();
  EXPECT_THAT(target->OutputTail(), "up\nasked\n");
}

TEST(Stop, IsDoneByTheDestructor) {
  auto target = Shell("echo up; exec sleep 1000", 1);
  const pid_t pid = target->pid();
  target.reset();
  EXPECT_TRUE(Gone(pid));
}

TEST(Stop, LeavesNoChildOfSeepBehind) {
  Shell("echo up; exec sleep 1000", 1).reset();
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(Background, IsReportedAsSurvivors) {
  const auto target = Shell(std::string(kDaemon) + "; exit 0", 1);
  std::optional<ExitInfo> info;
  ASSERT_TRUE(WaitFor([&] { return (info = target->Exited()).has_value(); }));
  EXPECT_TRUE(info->survivors);
  EXPECT_EQ(info->Describe(), "exited with status 0 and left processes running in the background");
  const std::vector<pid_t> tree = target->Tree();
  EXPECT_THAT(tree, Not(IsEmpty()));
  EXPECT_THAT(tree, Not(Contains(target->pid())));
  target->Stop(milliseconds(0));
  EXPECT_TRUE(AllGone(tree));
  EXPECT_FALSE(target->Exited()->survivors);
}

TEST(Tree, FollowsWorkersThatComeAndGo) {
  const auto target = Shell("echo up; sleep 1000 & sleep 1001 & wait $!; echo gone; wait", 1);
  ASSERT_TRUE(WaitFor([&] { return target->Tree().size() == 3; }));
  const std::vector<pid_t> before = target->Tree();
  EXPECT_EQ(before.front(), target->pid());
  ::kill(before.back(), SIGKILL);
  ASSERT_TRUE(WaitFor([&] { return target->Tree().size() == 2; }));
  EXPECT_THAT(target->Tree(), Not(Contains(before.back())));
}

TEST(Tree, OfAProcessThatIsGoneIsEmpty) {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(0);
  EXPECT_TRUE(WaitFor([&] { return Gone(pid); }));
  EXPECT_THAT(ProcessTree(pid), IsEmpty()) << "a zombie";
  ::waitpid(pid, nullptr, 0);
  EXPECT_THAT(ProcessTree(pid), IsEmpty());
  EXPECT_EQ(ProcessCpuSeconds(pid), 0);
}

TEST(Tree, ReadAgainAtOnceHasWhatHasComeAndNotWhatHasGone) {
  ProcessTreeReader reader(::getpid());
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(reader.Read(), ElementsAre(::getpid()));
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::pause();
      ::_exit(0);
    }
    EXPECT_THAT(reader.Read(), ElementsAre(::getpid(), pid));
    EXPECT_THAT(reader.Read(), ElementsAre(::getpid(), pid));
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
}

TEST(Tree, ReadAgainHasAnOrphanThatWasHandedOver) {
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  ProcessTreeReader reader(::getpid());
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    const pid_t orphan = ::fork();
    if (orphan == 0) {
      ::pause();
      ::_exit(0);
    }
    const bool written = ::write(pipe[1], &orphan, sizeof orphan) == sizeof orphan;
    ::_exit(written ? 0 : 1);
  }
  pid_t orphan = 0;
  ASSERT_EQ(::read(pipe[0], &orphan, sizeof orphan), static_cast<ssize_t>(sizeof orphan));
  EXPECT_THAT(reader.Read(), Contains(orphan));
  ::waitpid(parent, nullptr, 0);
  EXPECT_THAT(reader.Read(), ElementsAre(::getpid(), orphan));
  ::kill(orphan, SIGKILL);
  ::waitpid(orphan, nullptr, 0);
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

TEST(Tree, LeavesZombiesOut) {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(0);
  EXPECT_TRUE(WaitFor([&] { return Gone(pid); }));
  EXPECT_THAT(ProcessTree(::getpid()), SizeIs(1));
  ::waitpid(pid, nullptr, 0);
}

// Launches in a process of its own, as Seep does, and lets it be killed.
std::vector<pid_t> TreeOfKilledSeep(const std::string& script, std::ptrdiff_t lines,
                                    size_t processes) {
  std::array<int, 2> pipe{};
  EXPECT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
  const pid_t seep = ::fork();
  if (seep == 0) {
    const auto target = Shell(script, lines);
    WaitFor([&] { return target->Tree().size() >= processes; });
    std::vector<pid_t> tree = target->Tree();
    tree.push_back(ReadProcStat(tree.front())->parent);  // the guard
    if (::write(pipe[1], tree.data(), tree.size() * sizeof(pid_t)) < 0) ::_exit(1);
    for (;;) ::pause();
  }
  std::array<pid_t, 64> pids{};
  const ssize_t size = ::read(pipe[0], pids.data(), sizeof pids);
  ::close(pipe[0]);
  ::close(pipe[1]);
  ::kill(seep, SIGKILL);
  ::waitpid(seep, nullptr, 0);
  EXPECT_GT(size, 0);
  return {pids.begin(), pids.begin() + size / static_cast<ssize_t>(sizeof(pid_t))};
}

TEST(KilledSeep, LeavesNothingBehind) {
  const auto tree =
      TreeOfKilledSeep(std::string(kDaemon) + "; trap '' TERM; sleep 1000 & echo up; wait", 2, 4);
  EXPECT_GE(tree.size(), 5u);
  EXPECT_TRUE(WaitFor([&] { return AllGone(tree); }));
}

TEST(KilledGuard, TakesTheTargetWithIt) {
  const auto target = Shell("echo up; exec sleep 1000", 1);
  ::kill(ReadProcStat(target->pid())->parent, SIGKILL);
  EXPECT_TRUE(WaitFor([&] { return target->Exited().has_value(); }));
  EXPECT_TRUE(WaitFor([&] { return Gone(target->pid()); }));
  target->Stop();
}

}  // namespace
}  // namespace seep
