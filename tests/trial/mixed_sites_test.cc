#include "trial/mixed_sites.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

LeakSite Site(double bytes, const std::string& function, size_t module) {
  LeakSite site;
  site.bytes_per_request = {.estimate = bytes, .low = bytes, .high = bytes};
  site.grows = true;
  Frame frame;
  frame.function = function;
  frame.module = module;
  site.stack = {frame};
  return site;
}

RunResult WithALeakOf(double bytes) {
  RunResult result;
  MeterVerdict live;
  live.meter = Meter::kLiveHeap;
  live.verdict.outcome = Outcome::kLeak;
  live.verdict.slope.estimate = bytes;
  result.meters = {live};
  return result;
}

SitePass OfRuntime() {
  SitePass pass;
  pass.sites = {Site(500, "app.remember", SIZE_MAX)};
  pass.requests = 1'000;
  pass.rounds = 10;
  return pass;
}

TEST(LeavesBlocks, WhereTheLiveHeapGrowsByMoreThanTheRuntimeNamed) {
  EXPECT_FALSE(LeavesBlocks(WithALeakOf(600), OfRuntime())) << "rounded up by malloc";
  EXPECT_TRUE(LeavesBlocks(WithALeakOf(650), OfRuntime()));
  EXPECT_FALSE(LeavesBlocks({}, OfRuntime()));
}

TEST(IsARuntime, ByTheNameOfItsFile) {
  for (const char* path : {"/usr/bin/python3.11", "/usr/lib/libruby-3.1.so.3.1.2", "/opt/node",
                           "/usr/lib/libnode.so.108", "/usr/lib/jvm/lib/server/libjvm.so"})
    EXPECT_TRUE(IsARuntime(path)) << path;
  for (const char* path : {"/srv/python/fast.so", "/usr/lib/libc.so.6", ""})
    EXPECT_FALSE(IsARuntime(path)) << path;
}

TEST(Mixed, RanksBothAndLeavesOutWhatTheRuntimeAllocates) {
  SitePass native;
  native.modules.resize(2);
  native.modules[0].path = "/usr/bin/python3.11";
  native.modules[1].path = "/srv/fast.so";
  native.sites = {Site(900, "copy", 1), Site(500, "_PyObject_New", 0)};
  const SitePass mixed = Mixed(OfRuntime(), native);
  ASSERT_EQ(mixed.sites.size(), 2u);
  EXPECT_EQ(mixed.sites[0].stack[0].function, "copy");
  EXPECT_EQ(mixed.sites[1].stack[0].function, "app.remember");
  EXPECT_NEAR(mixed.sites[0].share, 900.0 / 1400, 1e-9);
  EXPECT_EQ(mixed.modules.size(), 2u) << "the frames point into them";
  EXPECT_EQ(mixed.requests, 1'000u);
}

}  // namespace
}  // namespace seep
