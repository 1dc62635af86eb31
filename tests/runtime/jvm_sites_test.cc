#include "runtime/jvm/jvm_sites.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

constexpr const char* kSites =
    "seep-jvm-sites\t1\n"
    "missed\t3\n"
    "site\t[B\t1:24\t2:64\n"
    "frame\tjava.util.Arrays\tcopyOf\tArrays.java\t3512\n"
    "frame\tapp.Log\tadd\tLog.java\t7\n"
    "site\tapp.Session\t10:160\t0:0\n"
    "frame\tapp.Store$$Lambda.0x7f00\tapply\t?\t0\n"
    "root\tstatic\n"
    "held\tapp.Store\tsessions\n"
    "held\t[Ljava.lang.Object;\t[]\n"
    "site\t[B\t0:0\t9:900\n"
    "frame\tjava.lang.String\t<init>\tString.java\t88\n"
    "end\n";

TEST(ParseJvmSites, ReadsWhatTheAgentWrites) {
  const auto sites = ParseJvmSites(kSites);
  ASSERT_TRUE(sites);
  EXPECT_EQ(sites->missed, 3);
  ASSERT_EQ(sites->sites.size(), 3u);
  const JvmSite& first = sites->sites[0];
  EXPECT_EQ(first.type, "byte[]");
  EXPECT_EQ(first.Live().instances, 3);
  EXPECT_EQ(first.Live().bytes, 88);
  EXPECT_EQ(first.by_round[1].bytes, 64);
  ASSERT_EQ(first.stack.size(), 2u);
  EXPECT_EQ(first.stack[0].method, "copyOf");
  EXPECT_EQ(first.stack[0].line, 3512);
  EXPECT_EQ(sites->sites[1].stack[0].file, "");
  EXPECT_EQ(first.root, "");
  EXPECT_EQ(sites->sites[1].root, "static");
  ASSERT_EQ(sites->sites[1].holders.size(), 2u);
  EXPECT_EQ(sites->sites[1].holders[0].field, "sessions");
  EXPECT_EQ(sites->sites[1].holders[1].type, "java.lang.Object[]");
}

TEST(ParseJvmSites, RefusesWhatIsNoneOrNotAll) {
  const std::string whole = kSites;
  for (size_t size = 0; size + 1 < whole.size(); ++size) {
    EXPECT_FALSE(ParseJvmSites(whole.substr(0, size))) << size;
  }
  const std::string head = "seep-jvm-sites\t1\n";
  for (const char* line :
       {"", "other", "site", "site\tA", "site\t\t1:1", "site\tA\t1", "site\tA\tx:1",
        "frame\tA\tb\tc\t1", "root\tstatic", "held\tA\tb", "missed\t", "missed\t1\t2"}) {
    EXPECT_FALSE(ParseJvmSites(head + line + "\nend\n")) << line;
  }
  EXPECT_FALSE(ParseJvmSites(head + "site\tA\t1:1\nframe\tA\tb\tc\tx\nend\n"));
  EXPECT_TRUE(ParseJvmSites(head + "end\n"));
}

TEST(JvmSite, KnowsTheFirstFrameOfTheUsersOwn) {
  const auto sites = ParseJvmSites(kSites);
  ASSERT_TRUE(sites);
  EXPECT_EQ(sites->sites[0].UsersFrame()->type, "app.Log");
  EXPECT_EQ(sites->sites[1].UsersFrame()->method, "apply");
  EXPECT_EQ(sites->sites[2].UsersFrame(), nullptr);
}

TEST(JvmFrame, IsTheRuntimesByItsPackage) {
  const auto of_runtime = [](const char* type) { return JvmFrame{type, "", "", 0}.OfRuntime(); };
  for (const char* type : {"java.util.List", "javax.net.Socket", "jdk.internal.Unsafe",
                           "sun.nio.ch.Net", "com.sun.net.httpserver.Filter"}) {
    EXPECT_TRUE(of_runtime(type)) << type;
  }
  for (const char* type : {"javassist.Pool", "Leaky", "com.sunny.App", "jdkit.A", "org.java.B"}) {
    EXPECT_FALSE(of_runtime(type)) << type;
  }
}

JvmSite Site(const char* type, const std::vector<int64_t>& bytes_by_round) {
  JvmSite site;
  site.type = type;
  for (const int64_t bytes : bytes_by_round) site.by_round.push_back({1, bytes});
  return site;
}

TEST(RankJvmSites, PutsWhatIsKeptInEachRoundBeforeWhatIsMadeOnce) {
  JvmSites sites{.sites = {Site("Once", {0, 9000, 0}), Site("Kept", {16, 16, 16}),
                           Site("Doubled", {0, 4000, 10})},
                 .missed = 0};
  RankJvmSites(sites, {{"Once", {1, 9000}}});
  EXPECT_EQ(sites.sites[0].type, "Kept");
  EXPECT_EQ(sites.sites[1].type, "Doubled");
  EXPECT_EQ(sites.sites[2].type, "Once");
}

TEST(RankJvmSites, PutsTheClassThatGrewMostFirstWhenRoundsTellNothing) {
  JvmSites sites{.sites = {Site("A", {900}), Site("B", {10}), Site("B", {20})}, .missed = 0};
  RankJvmSites(sites, {{"A", {1, 400}}, {"B", {10, 5000}}});
  EXPECT_EQ(sites.sites[0].Live().bytes, 20);
  EXPECT_EQ(sites.sites[1].Live().bytes, 10);
  EXPECT_EQ(sites.sites[2].type, "A");
}

TEST(WantedClasses, AreThoseThatGrewByBytes) {
  const JvmClasses growth = {{"byte[]", {1, 50}},
                             {"app.Session", {1, 100}},
                             {"java.lang.String[][]", {1, 70}},
                             {"Gone", {-1, -10}},
                             {"app.Store$$Lambda/0x7f00", {1, 10}}};
  EXPECT_EQ(WantedClasses(growth, 1000),
            "app.Session,[[Ljava.lang.String;,[B,app.Store$$Lambda.0x7f00");
  EXPECT_EQ(WantedClasses(growth, 14), "app.Session,[B");
  EXPECT_EQ(WantedClasses({}, 1000), "");
}

TEST(WantedClasses, HaveOnePercentOfTheGrowth) {
  EXPECT_EQ(WantedClasses({{"A", {1, 984}}, {"B", {1, 10}}, {"C", {1, 6}}}, 1000), "A,B");
  EXPECT_EQ(WantedClasses({{"A", {1, 985}}, {"B", {1, 9}}, {"C", {1, 6}}}, 1000), "A");
  EXPECT_EQ(WantedClasses({{"A", {1, 20}}, {"Gone", {-1, -9000}}}, 1000), "A");
}

TEST(WantedClasses, AreNoMoreThanTheAgentTakes) {
  JvmClasses growth;
  for (int i = 0; i < 60; ++i) growth["C" + std::to_string(100 + i)] = {1, 1};
  const std::string wanted = WantedClasses(growth, 1000);
  EXPECT_EQ(std::count(wanted.begin(), wanted.end(), ','), 31);
}

}  // namespace
}  // namespace seep
