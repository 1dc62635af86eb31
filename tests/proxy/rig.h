#pragma once
// A proxy between a test and an upstream that the test scripts.

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "proxy/server.h"
#include "proxy/wire.h"
#include "sanitized.h"

namespace sluice::testing {

using seep::kSanitized;

// An upstream that runs a script for each connection, on a thread of its own. `index` counts
// connections from 0.
class ScriptedUpstream {
 public:
  using Script = std::function<void(Wire& wire, int index)>;

  explicit ScriptedUpstream(Script script);
  ~ScriptedUpstream();

  uint16_t port() const { return port_; }
  int connections() const { return connections_; }

 private:
  void Accept();

  Script script_;
  uint16_t port_ = 0;
  seep::UniqueFd listener_;
  std::atomic<int> connections_ = 0;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::list<int> open_;  // descriptors to shut down at the end
  std::list<std::jthread> scripts_;
  std::jthread acceptor_;
};

// A port of 127.0.0.1 where nobody listens.
uint16_t UnusedPort();

// Answers every request on a connection with the same bytes, and remembers the requests.
class EchoingUpstream {
 public:
  explicit EchoingUpstream(std::string response);
  uint16_t port() const { return upstream_.port(); }
  int connections() const { return upstream_.connections(); }
  Message request(size_t index) const;
  size_t requests() const;

 private:
  std::string response_;
  mutable std::mutex mutex_;
  std::vector<Message> requests_;
  ScriptedUpstream upstream_;
};

// A server under test, running on a thread until it is stopped or destroyed.
class RunningProxy {
 public:
  explicit RunningProxy(uint16_t upstream_port,
                        const std::function<void(ServerOptions&)>& adjust = {});
  ~RunningProxy() { Stop(); }

  uint16_t port() const { return server_->port(); }
  Server& server() { return *server_; }
  Wire Connect() const { return Wire::Connect(port()); }
  // One request on a connection of its own.
  Message Ask(std::string_view request, bool bodiless = false) const;
  void Stop();  // asks it to stop and waits for it

 private:
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

// What this process has resident; means nothing of ours in a sanitized build.
uint64_t ResidentBytes();

// Waits until it is true; false if it never is.
bool Eventually(const std::function<bool()>& condition);

}  // namespace sluice::testing
