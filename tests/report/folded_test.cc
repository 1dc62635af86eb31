#include "report/folded.h"

#include <gtest/gtest.h>

#include "report/recorded_sites.h"

namespace seep {
namespace {

TEST(FoldedStacks, HaveTheOutermostFrameFirstAndLiveBytesLast) {
  EXPECT_EQ(FoldedStacks(RecordedSites()),
            "__libc_start_call_main;main;server::(anonymous namespace)::Handle(Request const&);"
            "cache::Cache::Remember(std::string const&, int);"
            "std::vector<Entry>::push_back(Entry&&) 772096\n"
            "main;tls::Accept(int);libssl.so.3+0x39fc4;SSL_SESSION_new 11040\n");
}

TEST(FoldedStacks, HaveNoSemicolonsOrLineFeedsInNames) {
  SitePass pass;
  LeakSite site;
  site.stack = {RecordedFrame(kServer, 1, "inner;\nname"), RecordedFrame(kServer, 2, "outer")};
  site.live_bytes = 10.6;
  pass.sites = {site};
  EXPECT_EQ(FoldedStacks(pass), "outer;inner, name 11\n");
}

TEST(FoldedStacks, LeaveOutWhatHoldsNothing) {
  SitePass pass = RecordedSites();
  for (LeakSite& site : pass.sites) site.live_bytes = 0;
  EXPECT_EQ(FoldedStacks(pass), "");
  EXPECT_EQ(FoldedStacks({}), "");
}

}  // namespace
}  // namespace seep
