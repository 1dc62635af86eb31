// The lines of leaky_go that allocate what stays, and those where its goroutines stand.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "e2e/client.h"
#include "e2e/fixture.h"
#include "runtime/go/goroutine_sites.h"
#include "runtime/go/site_pass.h"

namespace seep::e2e {
namespace {

using ::testing::EndsWith;

constexpr int kRequests = 1000;

void Ask(Client& client, int requests) {
  for (int i = 0; i < requests; ++i) {
    client.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    client.ReceiveAnswer();
  }
}

// Of the one line of leaky.go that has this text.
int LineWith(const std::string& text) {
  std::ifstream source(std::string(SEEP_FIXTURE_SOURCES) + "/leaky.go");
  std::string line;
  for (int number = 1; std::getline(source, line); ++number) {
    if (line.find(text) != std::string::npos) return number;
  }
  return 0;
}

int64_t RateOf(const GoProcess& go) {
  return go.memory().Number<int64_t>(go.places().profile_rate.value()).value_or(-1);
}

std::unique_ptr<GoProcess> Open(const Fixture& fixture) {
  auto opened = GoProcess::Open(fixture.pid());
  EXPECT_TRUE(opened) << opened.error().message;
  return opened ? std::move(*opened) : nullptr;
}

class GoSitesTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(Program(GetParam()))) GTEST_SKIP() << "go is not installed";
  }
};

TEST_P(GoSitesTest, NameTheLineThatKeepsABlockARequest) {
  const Fixture fixture(GetParam(), {"--bytes", "64"});
  const auto go = Open(fixture);
  ASSERT_NE(go, nullptr);
  Client client(fixture.port());
  Ask(client, 100);
  auto pass = GoSitePass::Start(*go);
  ASSERT_TRUE(pass) << pass.error().message;
  Ask(client, 100);
  const auto from = (*pass)->Take(kPatience);
  ASSERT_TRUE(from) << from.error().message;
  Ask(client, kRequests);
  const auto to = (*pass)->Take(kPatience);
  ASSERT_TRUE(to) << to.error().message;

  const std::vector<GoSite> sites = (*pass)->Growth(*from, *to);
  const auto site = std::find_if(sites.begin(), sites.end(),
                                 [](const GoSite& each) { return each.blocks == kRequests; });
  ASSERT_NE(site, sites.end());
  EXPECT_LE(site - sites.begin(), 1) << "only the slice that holds the blocks may have grown more";
  EXPECT_EQ(site->bytes, 64 * kRequests);
  ASSERT_GE(site->calls.size(), 3);
  EXPECT_EQ(site->calls[0].frame.function, "bytes.Repeat");
  EXPECT_EQ(site->calls[0].owner, GoCodeOwner::kGo);
  EXPECT_EQ(site->calls[1].frame.function, "main.(*leaky).keep");
  EXPECT_EQ(site->calls[1].owner, GoCodeOwner::kMain);
  EXPECT_THAT(site->calls[1].frame.file, EndsWith("/leaky.go"));
  EXPECT_EQ(site->calls[1].frame.line, LineWith("keeps: handler"));
}

TEST_P(GoSitesTest, AreFewWhereNothingStays) {
  const Fixture fixture(GetParam(), {"--bytes", "0"});
  const auto go = Open(fixture);
  ASSERT_NE(go, nullptr);
  Client client(fixture.port());
  auto pass = GoSitePass::Start(*go);
  ASSERT_TRUE(pass) << pass.error().message;
  Ask(client, 500);
  const auto from = (*pass)->Take(kPatience);
  ASSERT_TRUE(from) << from.error().message;
  Ask(client, kRequests);
  const auto to = (*pass)->Take(kPatience);
  ASSERT_TRUE(to) << to.error().message;
  // Goroutines come and go.
  for (const GoSite& site : (*pass)->Growth(*from, *to)) EXPECT_LT(site.blocks, kRequests / 10);
}

TEST_P(GoSitesTest, PutTheRateBack) {
  const Fixture fixture(GetParam(), {});
  const auto go = Open(fixture);
  ASSERT_NE(go, nullptr);
  const int64_t before = RateOf(*go);
  EXPECT_NE(before, 1);
  auto pass = GoSitePass::Start(*go);
  ASSERT_TRUE(pass) << pass.error().message;
  EXPECT_EQ(RateOf(*go), 1);
  pass->reset();
  EXPECT_EQ(RateOf(*go), before);
}

class GoroutineSitesTest : public GoSitesTest {};

const GoCall* CallOf(const GoroutineSite& site, const std::string& function) {
  const auto call = std::find_if(site.calls.begin(), site.calls.end(), [&](const GoCall& each) {
    return each.frame.function == function;
  });
  return call == site.calls.end() ? nullptr : &*call;
}

TEST_P(GoroutineSitesTest, CountGoroutinesThatStandAtOneLine) {
  const Fixture fixture(GetParam(), {});
  const auto go = Open(fixture);
  ASSERT_NE(go, nullptr);
  const auto code = GoCode::Open(*go);
  ASSERT_TRUE(code) << code.error().message;
  const auto from = TakeGoroutines(*go, kPatience);
  ASSERT_TRUE(from) << from.error().message;
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(std::make_unique<Client>(fixture.port()));
    Ask(*clients.back(), 1);
  }
  // Each waits for the next request, as soon as it has done with this one.
  std::vector<GoroutineSite> sites;
  EXPECT_TRUE(Eventually([&] {
    const auto to = TakeGoroutines(*go, kPatience);
    sites = GoroutineGrowth(**code, from.value(), to.value());
    return !sites.empty() && sites[0].count == 50;
  }));
  ASSERT_FALSE(sites.empty());
  EXPECT_NE(CallOf(sites[0], "internal/poll.(*FD).Read"), nullptr);
  EXPECT_NE(CallOf(sites[0], "net/http.(*conn).serve"), nullptr);
  EXPECT_EQ(sites[0].calls.front().frame.function, "runtime.gopark");
  EXPECT_EQ(sites[0].calls.back().frame.function, "runtime.goexit");
}

// leaky_go holds an answer back in a select, for 100 ms.
TEST_P(GoroutineSitesTest, NameTheLineOfTheProgramsOwn) {
  const Fixture fixture(GetParam(), {"--on", "abort"});
  const auto go = Open(fixture);
  ASSERT_NE(go, nullptr);
  const auto code = GoCode::Open(*go);
  ASSERT_TRUE(code) << code.error().message;
  GoCall call;
  EXPECT_TRUE(Eventually([&] {
    Client client(fixture.port());
    client.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    client.Receive(1);
    const auto standing = TakeGoroutines(*go, kPatience);
    for (const GoroutineSite& site : GoroutineGrowth(**code, {}, standing.value())) {
      const GoCall* own = CallOf(site, "main.(*leaky).answerSlowly");
      if (own != nullptr) call = *own;
    }
    return call.frame.line != 0;
  }));
  EXPECT_EQ(call.owner, GoCodeOwner::kMain);
  EXPECT_EQ(call.frame.line, LineWith("select {"));
}

constexpr const char* kPrograms[] = {"leaky_go", "leaky_go_stripped", "leaky_go_pie"};

std::string NameOf(const ::testing::TestParamInfo<const char*>& program) { return program.param; }

INSTANTIATE_TEST_SUITE_P(Each, GoroutineSitesTest, ::testing::ValuesIn(kPrograms), NameOf);
INSTANTIATE_TEST_SUITE_P(Each, GoSitesTest, ::testing::ValuesIn(kPrograms), NameOf);

}  // namespace
}  // namespace seep::e2e
