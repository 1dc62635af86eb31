#include "process/quiet.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/fd.h"
#include "process/target.h"
#include "process/tcp_sockets.h"
#include "process/tree.h"
#include "wait_for.h"

namespace seep {
namespace {

constexpr milliseconds kLong(20'000);

std::unique_ptr<Target> Shell(const std::string& script) {
  auto target = Target::Launch({{"sh", "-c", script}, {}, 0});
  EXPECT_TRUE(target) << target.error().message;
  return std::move(*target);
}

QuietReport Wait(const Target& target, milliseconds bound, uint16_t port = 0) {
  return WaitQuiet([&] { return target.Tree(); }, {.port = port}, bound, {});
}

// A listening socket, one connection to it, and both its ends.
struct Connection {
  UniqueFd listener, client, server;
  uint16_t port = 0;

  explicit Connection(int family) {
    sockaddr_in6 v6{};
    sockaddr_in v4{};
    v6.sin6_family = AF_INET6;
    v6.sin6_addr = in6addr_loopback;
    v4.sin_family = AF_INET;
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const address =
        family == AF_INET6 ? reinterpret_cast<sockaddr*>(&v6) : reinterpret_cast<sockaddr*>(&v4);
    socklen_t size = family == AF_INET6 ? sizeof v6 : sizeof v4;
    listener = UniqueFd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!listener || ::bind(listener.get(), address, size) != 0) return;
    EXPECT_EQ(::listen(listener.get(), 8), 0);
    EXPECT_EQ(::getsockname(listener.get(), address, &size), 0);
    client = UniqueFd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::connect(client.get(), address, size), 0);
    server = UniqueFd(::accept(listener.get(), nullptr, nullptr));
    EXPECT_TRUE(server);
    port = ntohs(family == AF_INET6 ? v6.sin6_port : v4.sin_port);
  }
};

TEST(WaitQuiet, SeesASleepingProcessAsQuiet) {
  const auto target = Shell("exec sleep 1000");
  const QuietReport report = Wait(*target, kLong);
  EXPECT_TRUE(report.quiet);
  EXPECT_LT(report.cpu_share, 0.02);
  EXPECT_GT(report.seconds, 0.014);
}

TEST(WaitQuiet, DoesNotSeeABusyProcessAsQuiet) {
  const auto target = Shell("while :; do :; done");
  const QuietReport report = Wait(*target, milliseconds(300));
  EXPECT_FALSE(report.quiet);
  EXPECT_GE(report.seconds, 0.3);
}

TEST(WaitQuiet, DoesNotSeeABusyGrandchildAsQuiet) {
  const auto target = Shell("(while :; do :; done) & wait");
  ASSERT_TRUE(WaitFor([&] { return target->Tree().size() == 2; }));
  EXPECT_FALSE(Wait(*target, milliseconds(300)).quiet);
}

TEST(WaitQuiet, DoesNotSeeWorkersThatComeAndGoAsQuiet) {
  const auto target = Shell("while :; do sh -c :; done");
  EXPECT_FALSE(Wait(*target, milliseconds(300)).quiet);
}

TEST(WaitQuiet, WaitsUntilTheWorkIsDone) {
  const auto target = Shell("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; exec sleep 1000");
  const QuietReport report = Wait(*target, kLong);
  EXPECT_TRUE(report.quiet);
  const double used = ProcessCpuSeconds(target->pid());
  EXPECT_TRUE(Wait(*target, kLong).quiet);
  EXPECT_LT(ProcessCpuSeconds(target->pid()) - used, 0.01) << "it had not been done";
}

TEST(WaitQuiet, StopsWhenInterrupted) {
  const auto target = Shell("while :; do :; done");
  std::stop_source stop;
  stop.request_stop();
  const auto tree = [&] { return target->Tree(); };
  EXPECT_FALSE(WaitQuiet(tree, {}, milliseconds(600'000), stop.get_token()).quiet);
}

class WaitQuietOverConnections : public testing::TestWithParam<int> {};

TEST_P(WaitQuietOverConnections, WaitsUntilTheyAreClosed) {
  Connection connection(GetParam());
  if (connection.port == 0) GTEST_SKIP() << "this machine has no such addresses";
  const auto none = [] { return std::vector<pid_t>(); };
  const auto wait = [&](milliseconds bound) {
    return WaitQuiet(none, {.port = connection.port}, bound, {});
  };
  EXPECT_EQ(wait(milliseconds(100)).open_connections, 1);
  EXPECT_FALSE(wait(milliseconds(100)).quiet);
  connection.client.Reset();
  EXPECT_FALSE(wait(milliseconds(100)).quiet) << "CLOSE_WAIT";
  connection.server.Reset();
  const QuietReport report = wait(kLong);
  EXPECT_TRUE(report.quiet);
  EXPECT_EQ(report.open_connections, 0);
}

TEST_P(WaitQuietOverConnections, DoesNotWaitForTimeWait) {
  Connection connection(GetParam());
  if (connection.port == 0) GTEST_SKIP() << "this machine has no such addresses";
  connection.server.Reset();  // who closes first keeps the port in TIME_WAIT
  connection.client.Reset();
  EXPECT_TRUE(WaitFor([&] { return CountConnections(connection.port) == 0; }));
}

INSTANTIATE_TEST_SUITE_P(Families, WaitQuietOverConnections, testing::Values(AF_INET, AF_INET6),
                         [](const auto& family) {
                           return family.param == AF_INET ? "IPv4" : "IPv6";
                         });

TEST(FindListeners, TellsTheProcessesPortsFromOthers) {
  const Connection connection(AF_INET);
  const auto has = [&](const std::vector<uint16_t>& ports) {
    return std::find(ports.begin(), ports.end(), connection.port) != ports.end();
  };
  const Listeners own = FindListeners(std::array{::getpid()});
  EXPECT_TRUE(own.complete);
  EXPECT_TRUE(has(own.ports));
  EXPECT_FALSE(has(own.other));
  const auto listener = std::find_if(own.own.begin(), own.own.end(), [&](const Listener& one) {
    return one.port == connection.port;
  });
  ASSERT_NE(listener, own.own.end());
  EXPECT_EQ(listener->address, "127.0.0.1");
  const Listeners none = FindListeners({});
  EXPECT_FALSE(has(none.ports));
  EXPECT_TRUE(has(none.other));
}

TEST(EndedChildFaults, GrowWithEachChildThatEnded) {
  const uint64_t before = EndedChildFaults(::getpid());
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ASSERT_GT(child, 0);
  EXPECT_EQ(EndedChildFaults(::getpid()), before) << "not waited for yet";
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_GT(EndedChildFaults(::getpid()), before);
}

TEST(AnyThreadBusy, SeesTheThreadThatAsks) {
  EXPECT_TRUE(AnyThreadBusy(std::array{::getpid()}));
  const auto target = Shell("exec sleep 1000");
  EXPECT_TRUE(WaitFor([&] { return !AnyThreadBusy(target->Tree()); }));
}

}  // namespace
}  // namespace seep
