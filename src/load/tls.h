#pragma once
// The client's side of TLS (RFC 8446, RFC 5246) over a socket that does not block, by OpenSSL.

#include <openssl/types.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "load/socket.h"
#include "model/traffic.h"

struct ssl_session_st;  // SSL_SESSION, which openssl/types.h leaves out

namespace seep {

struct SslFree {
  void operator()(SSL* ssl) const;
  void operator()(SSL_CTX* context) const;
  void operator()(ssl_session_st* session) const;
};

// One connection. Its socket is the caller's, and outlives it.
class TlsSession {
 public:
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  // kDone once both sides have finished; kAgain: on the socket's next event, again. After kFailed
  // error() says why. Sends are partial and may be repeated from another address.
  IoResult Handshake();
  IoResult Send(std::string_view bytes);
  IoResult Receive(std::span<char> room);
  void CloseNotify();  // the last that is sent; nothing if the session has failed

  // From now on no more than so many further bytes go out, and nothing is read.
  void CutAfter(size_t bytes);

  bool HasPending() const;  // bytes were read from the socket, and wait: a record, or a part of one
  const std::string& error() const { return error_; }
  bool resumed() const;               // of a session before
  std::string_view protocol() const;  // by ALPN (RFC 7301), "h2"; empty if none was agreed upon
  std::string Describe() const;       // "TLSv1.3, TLS_AES_256_GCM_SHA384"

 private:
  friend class TlsClient;
  friend struct SocketBio;
  explicit TlsSession(int fd) : fd_(fd) {}
  IoResult Outcome(int returned);

  int fd_;
  std::unique_ptr<SSL, SslFree> ssl_;
  std::string error_;
  bool cut_ = false;
  size_t may_send_ = 0;  // once it is cut
};

// What the sessions of one thread have in common: settings, and the last session that can be
// resumed.
class TlsClient {
 public:
  // For connections to `host`, whose certificate is verified if spec.verify is set. Errors,
  // kBadInput: the CA file; kIo: OpenSSL has no memory or no source of randomness.
  [[nodiscard]] static Result<std::unique_ptr<TlsClient>> Create(const TrafficSpec& spec);
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  std::unique_ptr<TlsSession> Open(int fd);

 private:
  TlsClient() = default;

  std::unique_ptr<SSL_CTX, SslFree> context_;
  std::unique_ptr<ssl_session_st, SslFree> last_;
  std::string host_;  // that the certificate is for, if it is verified
  std::string sni_;   // empty: none is sent
  std::string alpn_;  // as on the wire (RFC 7301 §3.1)
  bool verify_ = false;
};

}  // namespace seep
