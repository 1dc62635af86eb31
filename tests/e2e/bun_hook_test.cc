// The hook that Seep loads into Bun processes: what it says, and that its host does not notice it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/hook_host.h"

namespace seep::e2e {
namespace {

using testing::IsEmpty;
using testing::Not;

constexpr char kLives[] = "setInterval(() => {}, 1000); console.log('ready');";

class BunHook : public HookHost {
 protected:
  void SetUp() override { Start("bun", "library"); }
};

TEST_F(BunHook, CountsTheObjectsThatStay) {
  const auto keeping = [&](const std::string& count) {
    return AskOnce(
        {"bun", "-e",
         "globalThis.kept = Array.from({ length: " + count +
             " }, (_, i) => ({ i })); Array.from({ length: 50000 }, (_, i) => ({ i }));" + kLives});
  };
  const auto few = keeping("10");
  const auto many = keeping("20010");
  ASSERT_TRUE(few && many);
  EXPECT_TRUE(many->Complete()) << many->unseen;
  EXPECT_EQ(many->names, std::vector<std::string>{"bun"});
  EXPECT_NEAR(static_cast<double>(*many->objects - *few->objects), 20'000, 200);
  EXPECT_GT(*many->used_bytes, *few->used_bytes + 200'000);
}

TEST_F(BunHook, CountsBuffersOutsideOfTheHeap) {
  const auto heap =
      AskOnce({"bun", "-e", "globalThis.kept = Buffer.alloc(20e6);" + std::string(kLives)});
  ASSERT_TRUE(heap);
  EXPECT_GT(heap->external_bytes, 20'000'000);
}

TEST_F(BunHook, DoesNotKeepItsHostAlive) {
  const Finished end = RunCommand({"bun", "-e", "0"}, meter_->Environment());
  EXPECT_EQ(end.status, 0);
  EXPECT_THAT(end.out + end.err, IsEmpty());
}

TEST_F(BunHook, SaysNothingWhenNobodyListens) {
  const Environment environment = meter_->Environment();
  meter_.reset();
  const Finished end = RunCommand({"bun", "-e", "setTimeout(() => {}, 50)"}, environment);
  EXPECT_EQ(end.status, 0);
  EXPECT_THAT(end.out + end.err, IsEmpty());
}

// Which classes the objects are of that stay: Bun does not say who made them.
TEST_F(BunHook, TellsTheClassesThatGrew) {
  Command host({"bun", "-e",
                "class Visit { constructor(i) { this.i = i; } } globalThis.kept = []; let i = 0;"
                "setInterval(() => { while (i < 5000) kept.push(new Visit(i++)); }, 100);"
                "console.log('ready');"},
               meter_->Environment());
  ASSERT_TRUE(host.WaitForOut("ready")) << host.Err();
  const auto pids = host.Processes();
  ASSERT_TRUE(meter_->Read(pids));
  ASSERT_TRUE(meter_->BeginSites(pids));
  std::vector<LeakSite> sites;
  for (int i = 0; i < 100 && sites.empty(); ++i) {
    const auto taken = meter_->TakeSites(pids, SiteMoment::kLast);
    ASSERT_TRUE(taken) << taken.error().message;
    sites = *taken;
    std::erase_if(sites, [](const LeakSite& site) { return site.live_blocks < 1000; });
  }
  meter_->EndSites(pids);
  ASSERT_THAT(sites, Not(IsEmpty()));
  EXPECT_EQ(sites[0].stack[0].function, "Visit");
}

class BunInAFolderWithASpace : public HookHost {
 protected:
  void SetUp() override { Start("bun"); }
};

TEST_F(BunInAFolderWithASpace, StartsWithoutTheHook) {
  const auto heap = AskOnce({"bun", "-e", kLives});
  ASSERT_TRUE(heap);
  EXPECT_FALSE(heap->Complete());
  EXPECT_THAT(heap->unseen, testing::HasSubstr("a folder with a space"));
}

}  // namespace
}  // namespace seep::e2e
