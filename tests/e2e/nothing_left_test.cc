// Whatever ends a run, nothing of it is left: no process, no listening socket, no file.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "e2e/client.h"
#include "e2e/processes.h"
#include "e2e/seep_run.h"
#include "fixtures/server.h"

namespace seep::e2e {
namespace {

uint16_t FreePort() {
  const Result<UniqueFd> listener = fixtures::Listen(0);
  EXPECT_TRUE(listener);
  return fixtures::PortOf(*listener);
}

// A long run of a rogue with workers, and a helper beside it, caught while its traffic is flowing.
class RunUnderWay {
 public:
  explicit RunUnderWay(const Words& server)
      : port_(FreePort()), helper_port_(FreePort()), seep_(Arguments(server)) {}

  Seep& seep() { return seep_; }
  // Server and helper listen, and there are more processes than seep's own.
  bool UnderWay() {
    return Eventually([&] { return Listening(port_) && Listening(helper_port_); }) &&
           Eventually([&] { return Served(); });
  }
  void ExpectNothingLeft() {
    EXPECT_EQ(Describe(seep_.Left()), "");
    EXPECT_FALSE(Listening(port_));
    EXPECT_FALSE(Listening(helper_port_));
    EXPECT_TRUE(seep_.LeftNoFiles());
  }
  bool SoonNothingLeft() {
    return Eventually([&] { return seep_.Left().empty(); }) && seep_.LeftNoFiles();
  }

 private:
  Words Arguments(const Words& server) const {
    Words words = {"run",
                   "--full",  // an early verdict would end it before it is caught
                   "--port", std::to_string(port_),
                   "--time", "60s",
                   "--with", Program("upstream") + " --port " + std::to_string(helper_port_),
                   "--"};
    words.insert(words.end(), server.begin(), server.end());
    return words;
  }
  // Its traffic has begun: some process of it has used CPU time, as connections show.
  bool Served() const { return !Get(port_, "/").empty(); }

  uint16_t port_;
  uint16_t helper_port_;
  Seep seep_;
};

Words Workers() { return {Program("rogue"), "--mode", "workers", "--after", "200"}; }
Words Stubborn() { return {Program("rogue"), "--mode", "stubborn"}; }

TEST(NothingIsLeft, AfterANormalEnd) {
  const uint16_t port = FreePort();
  Words words = {"run", "--port", std::to_string(port), "-n", "4000", "--"};
  for (const std::string& word : Workers()) words.push_back(word);
  RunSeep(words);  // checks processes and files
  EXPECT_FALSE(Listening(port));
}

TEST(NothingIsLeft, AfterANormalEndOfAServerThatIgnoresSigterm) {
  const uint16_t port = FreePort();
  Words words = {"run", "--port", std::to_string(port), "-n", "4000", "--"};
  for (const std::string& word : Stubborn()) words.push_back(word);
  RunSeep(words);
  EXPECT_FALSE(Listening(port));
}

class Signalled : public testing::TestWithParam<int> {};

TEST_P(Signalled, LeavesNothingAndSaysThatItWasInterrupted) {
  for (const Words& server : {Workers(), Stubborn()}) {
    RunUnderWay run(server);
    ASSERT_TRUE(run.UnderWay()) << run.seep().command().Err();
    run.seep().command().Signal(GetParam());
    const Finished end = run.seep().Wait();
    EXPECT_FALSE(end.timed_out);
    EXPECT_THAT(end.out + end.err, testing::HasSubstr("interrupted"));
    run.ExpectNothingLeft();
  }
}

INSTANTIATE_TEST_SUITE_P(NothingIsLeft, Signalled, testing::Values(SIGINT, SIGTERM));

TEST(NothingIsLeft, AfterASigkillOfSeep) {
  for (const Words& server : {Workers(), Stubborn()}) {
    RunUnderWay run(server);
    ASSERT_TRUE(run.UnderWay()) << run.seep().command().Err();
    run.seep().command().Signal(SIGKILL);
    EXPECT_EQ(run.seep().Wait().status, -SIGKILL);
    EXPECT_TRUE(run.SoonNothingLeft()) << Describe(run.seep().Left());
    run.ExpectNothingLeft();
  }
}

TEST(NothingIsLeft, AfterAServerCrash) {
  RunUnderWay run({Program("rogue"), "--mode", "crash", "--after", "3000"});
  const Finished end = run.seep().Wait();
  EXPECT_EQ(end.status, kRunFailed) << end.out << end.err;
  run.ExpectNothingLeft();
}

TEST(NothingIsLeft, AfterAServerHasGoneIntoTheBackground) {
  RunUnderWay run({Program("rogue"), "--mode", "daemon"});
  const Finished end = run.seep().Wait();
  EXPECT_EQ(end.status, kRunFailed) << end.out << end.err;
  run.ExpectNothingLeft();
}

TEST(NothingIsLeft, AfterAHelperThatCannotBeStarted) {
  const uint16_t port = FreePort();
  const Finished end = RunSeep({"run", "--port", std::to_string(port), "--with",
                                "/nonexistent/helper", "--", Program("leaky")});
  EXPECT_EQ(end.status, kUsage) << end.out << end.err;
  EXPECT_THAT(end.err, testing::HasSubstr("/nonexistent/helper"));
  EXPECT_FALSE(Listening(port));
}

}  // namespace
}  // namespace seep::e2e
