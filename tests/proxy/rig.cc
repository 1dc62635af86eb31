#include "proxy/rig.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>

#include "base/clock.h"

namespace sluice::testing {

namespace {

seep::UniqueFd BindLoopback(uint16_t& port) {
  seep::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof at;
  EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
  ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&at), &length);
  port = ntohs(at.sin_port);
  return fd;
}

}  // namespace

ScriptedUpstream::ScriptedUpstream(Script script)
    : script_(std::move(script)), listener_(BindLoopback(port_)) {
  EXPECT_EQ(::listen(listener_.get(), 1024), 0);
  acceptor_ = std::jthread([this] { Accept(); });
}

ScriptedUpstream::~ScriptedUpstream() {
  stopping_ = true;
  ::shutdown(listener_.get(), SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  scripts_.clear();
}

void ScriptedUpstream::Accept() {
  while (!stopping_) {
    seep::UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!fd) {
      ::poll(nullptr, 0, 5);  // out of descriptors, in the test for that
      continue;
    }
    const std::lock_guard lock(mutex_);
    open_.push_back(fd.get());
    scripts_.emplace_back([this, index = connections_++, fd = std::move(fd)]() mutable {
      const int number = fd.get();
      Wire wire(std::move(fd));
      script_(wire, index);
      const std::lock_guard locked(mutex_);
      open_.remove(number);
      wire.Close();
    });
  }
}

uint16_t UnusedPort() {
  // Bound and not listening: it refuses, and nobody else gets it, the proxy itself included.
  static uint16_t port = 0;
  static const seep::UniqueFd held = BindLoopback(port);
  return port;
}

EchoingUpstream::EchoingUpstream(std::string response)
    : response_(std::move(response)), upstream_([this](Wire& wire, int) {
        for (;;) {
          Message request = wire.ReadMessage();
          if (!request.complete) return;
          {
            const std::lock_guard lock(mutex_);
            requests_.push_back(std::move(request));
          }
          wire.Send(response_);
        }
      }) {}

Message EchoingUpstream::request(size_t index) const {
  const std::lock_guard lock(mutex_);
  return index < requests_.size() ? requests_[index] : Message();
}

size_t EchoingUpstream::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_.size();
}

RunningProxy::RunningProxy(uint16_t upstream_port,
                           const std::function<void(ServerOptions&)>& adjust) {
  ServerOptions options;
  options.listen = {"127.0.0.1:0"};
  options.upstream = fmt::format("127.0.0.1:{}", upstream_port);
  if (adjust) adjust(options);
  auto server = Server::Create(options);
  if (!server) throw std::runtime_error(server.error().message);
  server_ = std::move(*server);
  thread_ = std::thread([this] { server_->Run(); });
}

Message RunningProxy::Ask(std::string_view request, bool bodiless) const {
  Wire wire = Connect();
  wire.Send(request);
  return wire.ReadMessage(bodiless);
}

void RunningProxy::Stop() {
  if (!thread_.joinable()) return;
  server_->Stop();
  thread_.join();
}

uint64_t ResidentBytes() {
  long pages = 0;
  if (FILE* file = std::fopen("/proc/self/statm", "r")) {
    EXPECT_EQ(std::fscanf(file, "%*d %ld", &pages), 1);
    std::fclose(file);
  }
  return static_cast<uint64_t>(pages) * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

bool Eventually(const std::function<bool()>& condition) {
  const seep::TimePoint end = seep::Clock::now() + std::chrono::seconds(40);
  while (!condition()) {
    if (seep::Clock::now() > end) return false;
    ::poll(nullptr, 0, 2);
  }
  return true;
}

}  // namespace sluice::testing
