#include "report/sites_text.h"

#include <gmock/gmock.h>

#include <sstream>

#include "report/fit.h"
#include "report/recorded_sites.h"

namespace seep {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(SitesText, FitsIntoEightyColumns) {
  EXPECT_EQ(SitesText(RecordedSites(), {}),
            "  sites     2 call stacks grow over 12,000 requests in 8 rounds\n"
            "  #1  +64 B a request (+63 B … +65 B), 1 block a request, 98 % of the growth\n"
            "      cache::Cache::Remember          cache/cache.cc:42\n"
            "        via   std::vector::push_back  stl_vector.h:1294\n"
            "        from  server::Handle          handle.cc:118\n"
            "        from  main                    main.cc:31\n"
            "  #2  +0.92 B a request (+0.81 B … +1.0 B), 1 block every 100 requests,\n"
            "      1.4 % of the growth\n"
            "      tls::Accept                  tls.cc:77\n"
            "        via   libssl.so.3+0x39fc4\n"
            "        via   SSL_SESSION_new      libssl.so.3\n"
            "        from  main                 main.cc:31\n");
}

TEST(SitesText, UsesAWideTerminal) {
  EXPECT_THAT(SitesText(RecordedSites(), {.columns = 120}),
              HasSubstr("  #2  +0.92 B a request (+0.81 B … +1.0 B), 1 block every 100 requests, "
                        "1.4 % of the growth\n"));
}

TEST(SitesText, SaysOfWhichClassTheObjectsAre) {
  SitePass pass = RecordedSites();
  EXPECT_THAT(SitesText(pass, {}), Not(HasSubstr("class")));
  pass.sites[0].type = "org.shop.Cart$Visit";
  EXPECT_THAT(SitesText(pass, {}), HasSubstr("of the growth\n        class org.shop.Cart$Visit\n"));
  pass.sites[0].type = std::string(200, 'x');
  EXPECT_THAT(SitesText(pass, {}), HasSubstr("x…x"));
}

TEST(SitesText, SaysWhatHoldsTheObjects) {
  SitePass pass = RecordedSites();
  EXPECT_THAT(SitesText(pass, {}), Not(HasSubstr("held")));
  pass.sites[0].held_by =
      "static org.shop.Cart.kept, java.util.ArrayList.elementData, java.lang.Object[], Visit.page";
  EXPECT_THAT(
      SitesText(pass, {}),
      HasSubstr(
          "        held  by static Cart.kept, ArrayList.elementData, Object[], Visit.page\n"));
  pass.sites[0].held_by = "stack " + std::string(60, 'x') + ".field, a.Cart.kept, b.Object[]";
  EXPECT_THAT(SitesText(pass, {}), HasSubstr("xx.field, Cart.kept, Object[]\n"));
  EXPECT_THAT(SitesText(pass, {}), HasSubstr("        held  by …"));
}

SitePass WithLongNames() {
  SitePass pass = RecordedSites();
  pass.sites[0].held_by = "static " + std::string(200, 'x');
  pass.sites[0].stack[2].function =
      "very::long_namespace::detail::BasicConnectionHandler<very::long_namespace::Policy<int>>::"
      "HandleRequestAndRememberIt(std::string const&)";
  pass.sites[0].stack[3].file = "/home/me/server/src/some/deep/folder/that/does/not/fit/handle.cc";
  return pass;
}

TEST(SitesText, ShortensNamesInTheMiddleAndPathsAtTheirBeginning) {
  EXPECT_THAT(
      SitesText(WithLongNames(), {}),
      HasSubstr(
          "      very::long_namespace::d…ndleRequestAndRememberIt  cache/cache.cc:42\n"
          "        via   std::vector::push_back                    stl_vector.h:1294\n"
          "        from  server::Handle                            …s/not/fit/handle.cc:118\n"));
}

TEST(SitesText, DropsTemplateArgumentsBeforeItShortensNames) {
  EXPECT_THAT(
      SitesText(WithLongNames(), {.columns = 120}),
      HasSubstr(
          "      very::long_namespace::detail::BasicConnectionHandler::HandleRequestAndRememberIt"
          "  cache/cache.cc:42\n"));
}

TEST(SitesText, IsNeverWiderThanTheTerminal) {
  for (const size_t columns : std::initializer_list<size_t>{60, 72, 80, 100, 120}) {
    std::istringstream lines(SitesText(WithLongNames(), {.columns = columns}));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(Columns(line), columns) << line;
    }
  }
}

TEST(SitesText, TellsOfNoMoreThanEightFramesAndFiveSites) {
  SitePass pass = RecordedSites();
  LeakSite deep = pass.sites[0];
  for (int i = 0; i < 20; ++i) {
    deep.stack.insert(deep.stack.begin() + 3,
                      RecordedFrame(kServer, 9, "Recurse(int)", "/home/me/server/src/r.cc", 9));
  }
  deep.last_own += 20;
  pass.sites.assign(7, deep);
  const std::string text = SitesText(pass, {});
  EXPECT_THAT(text, HasSubstr("        from  Recurse                 r.cc:9\n"
                              "        … 16 more\n"
                              "  #2"));
  EXPECT_THAT(text, HasSubstr("  #5"));
  EXPECT_THAT(text, Not(HasSubstr("  #6")));
  EXPECT_THAT(text, EndsWith("  … 2 more, together +128 B a request, 197 % of the growth\n"));
}

TEST(SitesText, DimsLibrariesAndSetsOffTheLineToLookAt) {
  const std::string text = SitesText(RecordedSites(), {.color = true});
  EXPECT_THAT(text, HasSubstr("\x1b[1mcache::Cache::Remember          cache/cache.cc:42\x1b[0m"));
  EXPECT_THAT(text, HasSubstr("\x1b[38;5;243m  via   SSL_SESSION_new      libssl.so.3\x1b[0m"));
  EXPECT_THAT(text, HasSubstr("        from  server::Handle "));
}

TEST(SitesText, LeavesOutAnIntervalTooNarrowToTell) {
  SitePass pass = RecordedSites();
  pass.sites[0].bytes_per_request = {64, 63.9, 64.1};
  pass.sites[0].blocks_per_request.estimate = 2;
  EXPECT_THAT(SitesText(pass, {}),
              HasSubstr("  #1  +64 B a request, 2.00 blocks a request, 98 % of the growth\n"));
}

TEST(SitesText, TellsOfTheLastCallerInsteadOfCountingIt) {
  SitePass pass = RecordedSites();
  LeakSite& site = pass.sites[0];
  for (int i = 0; i < 5; ++i) {
    site.stack.insert(site.stack.begin() + 3, RecordedFrame(kServer, 9, "Recurse(int)"));
  }
  site.last_own += 5;
  EXPECT_THAT(SitesText(pass, {}),
              HasSubstr("        from  main                    main.cc:31\n  #2"));
}

TEST(SitesText, PointsAtTheFirstLibraryFunctionWhenTheTargetHasNoneInTheStack) {
  SitePass pass = RecordedSites();
  LeakSite& site = pass.sites[1];
  site.first_own = site.last_own = SIZE_MAX;
  site.stack.resize(4);
  pass.sites.erase(pass.sites.begin());
  EXPECT_THAT(SitesText(pass, {}), HasSubstr("      SSL_SESSION_new              libssl.so.3\n"
                                             "        from  libssl.so.3+0x39fc4\n"));
}

TEST(SitesText, AsksForDebugInformationWhereTheLineIsUnknown) {
  SitePass pass = RecordedSites();
  for (Frame& frame : pass.sites[0].stack) {
    frame.file.clear();
    frame.line = 0;
  }
  EXPECT_THAT(SitesText(pass, {}),
              EndsWith("  note      server has no debug information: build it with -g\n"));
}

TEST(SitesText, SaysWhatIsIncomplete) {
  SitePass pass = RecordedSites();
  pass.sampled_one_in = 8;
  pass.blocks_lost = 1200;
  pass.processes_lost = 3;
  pass.problem = "the target ended";
  EXPECT_THAT(SitesText(pass, {}),
              EndsWith("  note      one block in 8 was followed: numbers are estimates\n"
                       "  note      1,200 blocks were not followed, for lack of room\n"
                       "  note      3 processes were not followed, for lack of room\n"
                       "  note      the target ended\n"));
}

TEST(SitesText, SaysWhenNothingGrows) {
  SitePass pass = RecordedSites();
  pass.sites.erase(pass.sites.begin(), pass.sites.begin() + 2);
  EXPECT_EQ(SitesText(pass, {}),
            "  sites     no call stack was seen to grow over 12,000 requests in 8 rounds\n");
}

LeakSite Stepped(double share) {
  LeakSite site = RecordedCacheSite();
  site.grows = false;
  site.in_steps = true;
  site.live_blocks = 1;
  site.live_bytes = 2 << 20;
  site.share = share;
  return site;
}

TEST(SitesText, GivesNoShareOfWhatGrewOnce) {
  SitePass pass = RecordedSites();
  pass.sites = {Stepped(0.97)};
  EXPECT_THAT(SitesText(pass, {}), HasSubstr("1 call stack grew, in large steps, over 12,000 "
                                             "requests in 8 rounds\n"
                                             "  #1  2.0 MiB in 1 block, 97 % of the growth\n"));
  pass.sites = {Stepped(0)};
  EXPECT_THAT(SitesText(pass, {}),
              HasSubstr("no call stack grows with every request; one grew once, over\n"
                        "            12,000 requests in 8 rounds\n"
                        "  #1  2.0 MiB in 1 block: a table that was enlarged\n"));
}

TEST(SitesText, PrintsNoControlCharactersOfTheTarget) {
  SitePass pass = RecordedSites();
  pass.sites[0].stack[2].function = "evil\x1b[31m\nname";
  pass.sites[0].stack[2].file = "/home/me/server/src/\x07.cc";
  const std::string text = SitesText(pass, {});
  EXPECT_THAT(text, HasSubstr("evil?[31m?name"));
  EXPECT_THAT(text, HasSubstr("?.cc:42"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(SitesText, TakesASiteWithoutAStack) {
  SitePass pass = RecordedSites();
  pass.sites.resize(1);
  pass.sites[0].stack.clear();
  pass.sites[0].first_own = pass.sites[0].last_own = SIZE_MAX;
  EXPECT_THAT(SitesText(pass, {}), EndsWith("98 % of the growth\n"));
}

}  // namespace
}  // namespace seep
