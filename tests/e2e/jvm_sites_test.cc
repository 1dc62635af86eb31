// Where Seep says that real JVMs allocate what they keep (src/runtime/jvm, src/runtime/jvm_agent).

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

#include "e2e/java.h"
#include "runtime/jvm/jvm_heap.h"
#include "runtime/jvm/jvm_site_pass.h"

namespace seep::e2e {
namespace {

using ::testing::HasSubstr;

constexpr int kRequests = 500;
constexpr milliseconds kWalkMost{1'000};  // for what holds a site's objects (kHolderSeconds)

class JvmSitesTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!JavaIsThere()) GTEST_SKIP() << "java or javac is not installed";
    if (!JavaHas(GetParam())) GTEST_SKIP() << "java has no " << GetParam();
  }

  static JvmClasses Classes(JvmHeap& heap) {
    auto reading = heap.Read(kPatience);
    EXPECT_TRUE(reading) << (reading ? "" : reading.error().message);
    return reading ? std::move(reading->live.classes) : JvmClasses();
  }
  static std::unique_ptr<JvmSitePass> Start(JvmHeap& heap, const JvmClasses& growth) {
    auto pass = JvmSitePass::Start(heap.process(), growth, kPatience);
    EXPECT_TRUE(pass) << (pass ? "" : pass.error().message);
    return pass ? std::move(*pass) : nullptr;
  }
};

TEST_P(JvmSitesTest, NameTheLineThatKeepsEachObject) {
  const Fixture server(Leaky({GetParam()}), {"--bytes", "16", "--every", "10"});
  auto opened = JvmHeap::Open(server.pid(), kPatience);
  ASSERT_TRUE(opened && *opened);
  JvmHeap& heap = **opened;
  SendRequests(server, kRequests);
  const JvmClasses before = Classes(heap);
  SendRequests(server, kRequests);
  const JvmClasses growth = GrowthByClass(before, Classes(heap));
  const auto pass = Start(heap, growth);
  ASSERT_TRUE(pass);
  for (int i = 0; i < 3; ++i) {
    if (i > 0) {
      ASSERT_TRUE(pass->NextRound(kPatience));
    }
    SendRequests(server, kRequests);
    Classes(heap);
  }
  const TimePoint begin = Clock::now();
  const auto sites = pass->Finish(kPatience);
  const nanoseconds took = Clock::now() - begin;
  ASSERT_TRUE(sites) << sites.error().message;
  EXPECT_EQ(sites->missed, 0);
  const auto visit = std::find_if(sites->sites.begin(), sites->sites.end(),
                                  [](const auto& site) { return site.type == "Leaky$Visit"; });
  ASSERT_NE(visit, sites->sites.end());
  EXPECT_LE(visit->by_round[0].instances, kRequests / 10);
  EXPECT_GE(visit->by_round[2].instances, kRequests / 10 / 2);
  EXPECT_LE(visit->by_round[2].instances, kRequests / 10);
  const int64_t bytes_each = growth.at("Leaky$Visit").bytes / growth.at("Leaky$Visit").instances;
  EXPECT_EQ(visit->Live().bytes, visit->Live().instances * bytes_each);
  ASSERT_TRUE(visit->UsersFrame());
  EXPECT_EQ(visit->UsersFrame()->type, "Leaky");
  EXPECT_EQ(visit->UsersFrame()->method, "keep");
  EXPECT_EQ(visit->UsersFrame()->file, "Leaky.java");
  EXPECT_EQ(visit->UsersFrame()->line, LineOf("kept.add(new Visit"));
  std::string holders = visit->root + ":";
  for (const JvmHolder& holder : visit->holders) {
    holders += " " + holder.type + "." + holder.field;
  }
  // A busy machine does not come to the end of the way in the time that it has.
  if (visit->holders.empty() && took >= kWalkMost) return;
  EXPECT_THAT(holders, ::testing::EndsWith(
                           " Leaky.kept java.util.ArrayList.elementData java.lang.Object[].[]"));
}

// A thread that allocates nothing but what it keeps: 3 KB in the whole test, where HotSpot samples
// each half a megabyte of a thread.
TEST_P(JvmSitesTest, NameTheLineOfAThreadThatAllocatesLittle) {
  const Fixture server(Leaky({GetParam()}),
                       {"--in", "background", "--bytes", "64", "--every", "100"});
  auto opened = JvmHeap::Open(server.pid(), kPatience);
  ASSERT_TRUE(opened && *opened);
  JvmHeap& heap = **opened;
  SendRequests(server, kRequests);
  const JvmClasses before = Classes(heap);
  SendRequests(server, kRequests);
  const auto pass = Start(heap, GrowthByClass(before, Classes(heap)));
  ASSERT_TRUE(pass);
  for (int i = 0; i < 2; ++i) {
    SendRequests(server, kRequests);
    Classes(heap);
  }
  const auto sites = pass->Finish(kPatience);
  ASSERT_TRUE(sites) << sites.error().message;
  const auto kept = std::find_if(sites->sites.begin(), sites->sites.end(), [](const auto& site) {
    return site.UsersFrame() && site.UsersFrame()->method == "keepInBackground";
  });
  ASSERT_NE(kept, sites->sites.end());
  EXPECT_GE(kept->Live().instances, kRequests / 100);
}

TEST_P(JvmSitesTest, LeaveTheServerAsItWas) {
  const Fixture server(Leaky({GetParam()}), {"--bytes", "16"});
  auto opened = JvmHeap::Open(server.pid(), kPatience);
  ASSERT_TRUE(opened && *opened);
  JvmHeap& heap = **opened;
  SendRequests(server, 10);
  const JvmClasses growth = {{"Leaky$Visit", {1, 16}}};
  ASSERT_TRUE(Start(heap, growth));  // and not finished
  SendRequests(server, 10);
  auto pass = Start(heap, growth);
  ASSERT_TRUE(pass);
  const auto sites = pass->Finish(kPatience);
  ASSERT_TRUE(sites) << sites.error().message;
  EXPECT_TRUE(sites->sites.empty());
  EXPECT_FALSE(pass->Finish(kPatience)) << "it is off";
  const std::string folder = pass->folder();
  EXPECT_TRUE(std::filesystem::exists(folder)) << folder;
  pass.reset();
  EXPECT_FALSE(std::filesystem::exists(folder)) << folder;
  SendRequests(server, 10);
  EXPECT_EQ(Classes(heap)["Leaky$Visit"].instances, 30);
}

INSTANTIATE_TEST_SUITE_P(Each, JvmSitesTest,
                         ::testing::Values("-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC",
                                           "-XX:+UseZGC", "-XX:+UseShenandoahGC"),
                         [](const auto& option) { return std::string(option.param + 8); });

}  // namespace
}  // namespace seep::e2e
