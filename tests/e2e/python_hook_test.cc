// The hook that Seep loads into Python processes: what it says, and that its host does not notice
// it.

#include "e2e/hook_host.h"

namespace seep::e2e {
namespace {

using testing::HasSubstr;

constexpr char kLives[] = "\nprint('ready', flush=True)\nimport time\ntime.sleep(60)\n";

class PythonHook : public HookHost {
 protected:
  void SetUp() override { Start("python3"); }
};

TEST_F(PythonHook, CountsTheBlocksThatStay) {
  const auto few = AskOnce({"python3", "-c", kLives});
  const auto many = AskOnce(
      {"python3", "-c", "kept = [str(i) * 3 for i in range(100_000)]" + std::string(kLives)});
  ASSERT_TRUE(few && many);
  ASSERT_TRUE(few->Complete() && many->Complete()) << few->unseen << many->unseen;
  EXPECT_FALSE(few->used_bytes);
  EXPECT_NEAR(static_cast<double>(*many->objects - *few->objects), 100'000, 2'000);
}

TEST_F(PythonHook, CollectsCyclesThatNothingPointsTo) {
  Command host({"python3", "-c",
                "import gc\ngc.set_threshold(1_000_000_000)\n"
                "for i in range(100_000):\n  lost = []\n  lost.append(lost)" +
                    std::string(kLives)},
               meter_->Environment());
  const auto heap = Ask(host);
  ASSERT_TRUE(heap);
  EXPECT_LT(*heap->objects, 100'000);
}

// What a finalizer makes garbage of is there for the second collection, which a machine that others
// keep busy delays as this sleep does.
TEST_F(PythonHook, CollectsTwiceThoughTheClockSaysThatItTakesLong) {
  Command host({"python3", "-c", R"(
import gc, time
gc.set_threshold(1_000_000_000)
gc.callbacks.append(lambda phase, _: time.sleep(0.05) if phase == 'start' else None)
class Chain:
    def __del__(self):
        kept = [[] for i in range(100_000)]
        kept.append(kept)
lost = Chain()
lost.itself = lost
del lost
)" + std::string(kLives)},
               meter_->Environment());
  const auto heap = Ask(host);
  ASSERT_TRUE(heap);
  EXPECT_LT(*heap->objects, 100'000);
}

// Its cycles are garbage that nobody collects, and a leak.
TEST_F(PythonHook, CollectsNothingWhereCollectionsAreOff) {
  Command host({"python3", "-c",
                "import gc\ngc.disable()\n"
                "for i in range(100_000):\n  lost = []\n  lost.append(lost)" +
                    std::string(kLives)},
               meter_->Environment());
  const auto heap = Ask(host);
  ASSERT_TRUE(heap);
  EXPECT_GT(*heap->objects, 100'000);
}

TEST_F(PythonHook, AnswersFromForkedProcesses) {
  Command host(
      {"python3", "-c", "import os, time\nif os.fork() == 0: time.sleep(60)" + std::string(kLives)},
      meter_->Environment());
  ASSERT_TRUE(host.WaitForOut("ready"));
  EXPECT_TRUE(Eventually([&] {
    const auto heap = meter_->Read(host.Processes());
    return heap && heap->processes == 2 && heap->Complete();
  }));
}

TEST_F(PythonHook, LeavesTheUsersOwnSitecustomizeInPlace) {
  const auto own = folder_.path() / "own";
  std::filesystem::create_directory(own);
  std::ofstream(own / "sitecustomize.py") << "import sys; sys.users_own = __file__\n";
  Environment environment = meter_->Environment();
  for (auto& [name, value] : environment) {
    if (name == "PYTHONPATH") value += ":" + own.string();
  }
  const Finished end =
      RunCommand({"python3", "-c",
                  "import sys, sitecustomize\nprint(sys.users_own == sitecustomize.__file__)"},
                 environment);
  EXPECT_THAT(end.out, HasSubstr("True")) << end.err;
}

TEST_F(PythonHook, IsNotNoticed) {
  const Environment environment = meter_->Environment();
  ExpectUnnoticed(
      {"python3", "-c",
       "import sys, threading\n"
       "sys.exit(7 if threading.active_count() == 1 and len(threading.enumerate()) == 1 "
       "and not any('my library' in folder for folder in sys.path) "
       "and 'socket' not in sys.modules else 1)"},
      environment, 7);
  meter_.reset();
  ExpectUnnoticed({"python3", "-c", "import time; time.sleep(0.05)"}, environment, 0);
  for (const auto& entry : std::filesystem::directory_iterator(hooks_ / "python"))
    EXPECT_TRUE(entry.is_regular_file()) << entry.path();
}

TEST_F(PythonHook, SaysThatAProcessHasNone) {
  Command host({"python3", "-I", "-c", kLives}, meter_->Environment());
  const auto heap = Ask(host);
  ASSERT_TRUE(heap);
  EXPECT_FALSE(heap->Complete());
  EXPECT_THAT(heap->unseen, HasSubstr("-I, -E or -S"));
}

}  // namespace
}  // namespace seep::e2e
