#pragma once
// A server that speaks TLS and answers each request with kOk, and tells what it saw of each
// connection.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "load/scripted_server.h"

namespace seep {

// One connection, as its server saw it.
struct TlsSeen {
  bool handshake = false;  // was finished
  bool resumed = false;
  std::string sni;
  std::string error;  // why there was no handshake, in OpenSSL's words
  size_t requests = 0;
};

class TlsServer {
 public:
  // A certificate of its own for 127.0.0.1; it knows the protocol "http/1.1" alone and refuses
  // others (RFC 7301 §3.2). `answer` follows each request.
  explicit TlsServer(std::string answer = std::string(kOk));
  ~TlsServer();

  TrafficSpec Spec(const Shape& shape = {}) const;  // over TLS, one connection, not verified
  const std::string& certificate_file() const;      // PEM
  // Of the connections that have ended, once there are that many; fewer after 10 s.
  std::vector<TlsSeen> Seen(size_t count);

 private:
  struct Tls;
  void Serve(int socket);

  const std::string answer_;
  std::unique_ptr<Tls> tls_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::vector<TlsSeen> seen_;
  std::unique_ptr<ScriptedServer> server_;
};

}  // namespace seep
