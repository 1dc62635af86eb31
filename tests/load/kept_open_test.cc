// Connections that stay open from one round to the next, and those over Unix sockets.
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <thread>

#include "base/temp_folder.h"
#include "load/running.h"
#include "load/shapes.h"

namespace seep {
namespace {

const RoundBounds kTen{.requests = 10, .duration = {}};

TEST(KeptOpen, ConnectionsServeOneRoundAfterTheOther) {
  ScriptedServer server(Answering(std::string(kOk)));
  const auto generator = LoadGenerator::Create(SpecFor(server, 3, *ParseShape("long-lived")));
  ASSERT_TRUE(generator);
  EXPECT_EQ((*generator)->KeptOpen(), 0u);
  EXPECT_EQ((*generator)->Run(kTen, {}).connections, 3u);
  EXPECT_EQ((*generator)->KeptOpen(), 3u);
  const LoadResult second = (*generator)->Run(kTen, {});
  EXPECT_EQ(second.connections, 0u);
  EXPECT_EQ(second.connections_peak, 3u);
  EXPECT_EQ(second.answers, 10u) << second.error_example;
  EXPECT_EQ(server.accepted(), 3u);
}

TEST(KeptOpen, OthersAreClosedAfterEachRound) {
  ScriptedServer server(Answering(std::string(kOk)));
  const auto generator = LoadGenerator::Create(SpecFor(server, 3));
  ASSERT_TRUE(generator);
  EXPECT_EQ((*generator)->Run(kTen, {}).connections, 3u);
  EXPECT_EQ((*generator)->KeptOpen(), 0u);
  EXPECT_EQ((*generator)->Run(kTen, {}).connections, 3u);
}

TEST(KeptOpen, ConnectionsThatTheServerClosedAreOpenedAgain) {
  ScriptedServer server(Answering(std::string(kOk), 10));  // a connection
  const auto generator = LoadGenerator::Create(SpecFor(server, 1, *ParseShape("long-lived")));
  ASSERT_TRUE(generator);
  EXPECT_EQ((*generator)->Run(kTen, {}).answers, 10u);
  const LoadResult second = (*generator)->Run(kTen, {});
  EXPECT_EQ(second.answers, 10u) << second.error_example;
  EXPECT_EQ(second.connections, 1u);
}

// A listening Unix socket, with nobody who accepts yet.
class UnixListener {
 public:
  explicit UnixListener(int backlog) {
    auto folder = TempFolder::Create();
    folder_ = std::make_unique<TempFolder>(std::move(*folder));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path().copy(address.sun_path, sizeof address.sun_path - 1);
    fd_.Reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(fd_.get(), backlog), 0);
  }
  std::string path() const { return folder_->path() + "/socket"; }
  TrafficSpec Spec(uint32_t connections) const {
    TrafficSpec spec;
    spec.endpoint = {.host = "localhost", .unix_socket = path()};
    spec.connections = connections;
    return spec;
  }
  // Serves so many connections, one after another, a request each.
  void Serve(int count) const {
    for (int i = 0; i < count; ++i) {
      Peer peer(UniqueFd(::accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC)), 0);
      const std::string request = peer.ReadRequest();
      EXPECT_NE(request.find("Host: localhost"), std::string::npos) << request;
      peer.Write(kOkClose);
    }
  }

 private:
  std::unique_ptr<TempFolder> folder_;
  UniqueFd fd_;
};

TEST(UnixSocket, CarriesRequests) {
  const UnixListener listener(16);
  std::thread server([&] { listener.Serve(20); });
  const LoadResult result = RunRound(listener.Spec(2), 20);
  server.join();
  EXPECT_EQ(result.answers, 20u) << result.error_example;
}

// connect(2): EAGAIN, where TCP would wait.
TEST(UnixSocket, WaitsForRoomInTheBacklog) {
  const UnixListener listener(0);
  std::thread server([&] {
    std::this_thread::sleep_for(milliseconds(100));
    listener.Serve(12);
  });
  const LoadResult result = RunRound(listener.Spec(12), 12);
  server.join();
  EXPECT_EQ(result.answers, 12u) << result.error_example;
  EXPECT_EQ(result.ErrorCount(), 0u);
}

TEST(UnixSocket, IsNamedWhenNobodyIsThere) {
  TrafficSpec spec;
  spec.endpoint.unix_socket = "/nonexistent/socket";
  const LoadResult result = RunRound(spec, 1);
  EXPECT_EQ(result.ErrorCount(), 1u);
  EXPECT_NE(result.error_example.find("unix:/nonexistent/socket"), std::string::npos)
      << result.error_example;
}

TEST(UnixSocket, WithTooLongAPathIsRefused) {
  TrafficSpec spec;
  spec.endpoint.unix_socket.assign(200, 'x');
  const auto generator = LoadGenerator::Create(spec);
  ASSERT_FALSE(generator);
  EXPECT_NE(generator.error().message.find("too long"), std::string::npos);
}

}  // namespace
}  // namespace seep
