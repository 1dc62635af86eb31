#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/check.h"
#include "http/message.h"
#include "load/tls.h"

namespace seep {
namespace {

std::string LastError() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "" : reason;
}

bool IsAddress(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> address;
  return inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

// Each name behind its length (RFC 7301 §3.1).
std::string AlpnList(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += static_cast<char>(name.size()) + name;
  return list;
}

// The certificates to verify with; a shape that rejects what the server has knows none.
bool ReadTrusted(SSL_CTX* context, const TlsSpec& tls, const TlsShape& shape) {
  if (!tls.ca_file.empty()) return SSL_CTX_load_verify_file(context, tls.ca_file.c_str()) == 1;
  return shape.reject || SSL_CTX_set_default_verify_paths(context) == 1;
}

const unsigned char* Unsigned(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());  // as OpenSSL takes bytes
}

}  // namespace

// OpenSSL's own way to a socket raises SIGPIPE, and cannot be cut off.
struct SocketBio {
  static TlsSession& Session(BIO* bio) { return *static_cast<TlsSession*>(BIO_get_data(bio)); }

  static int Write(BIO* bio, const char* data, int size) {
    BIO_clear_retry_flags(bio);
    TlsSession& session = Session(bio);
    std::string_view bytes(data, static_cast<size_t>(size));
    if (session.cut_) bytes = bytes.substr(0, session.may_send_);
    const IoResult sent =
        session.cut_ && bytes.empty() ? IoResult{} : seep::Send(session.fd_, bytes);
    if (sent.status == IoStatus::kAgain) BIO_set_retry_write(bio);
    if (sent.status != IoStatus::kDone) return Failed(sent);
    if (session.cut_) session.may_send_ -= sent.bytes;
    return static_cast<int>(sent.bytes);
  }

  static int Read(BIO* bio, char* data, int size) {
    BIO_clear_retry_flags(bio);
    const TlsSession& session = Session(bio);
    const IoResult received =
        session.cut_ ? IoResult{} : seep::Receive(session.fd_, {data, static_cast<size_t>(size)});
    if (received.status == IoStatus::kAgain) BIO_set_retry_read(bio);
    if (received.status == IoStatus::kClosed) return 0;
    if (received.status != IoStatus::kDone) return Failed(received);
    return static_cast<int>(received.bytes);
  }

  static long Control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
    (void)bio;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }

  static const BIO_METHOD* Method() {
    static BIO_METHOD* const method = [] {
      BIO_METHOD* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
      CHECK(made != nullptr);
      BIO_meth_set_write(made, Write);
      BIO_meth_set_read(made, Read);
      BIO_meth_set_ctrl(made, Control);
      return made;
    }();
    return method;
  }

 private:
  static int Failed(const IoResult& result) {
    errno = result.sys_errno;
    return -1;
  }
};

void SslFree::operator()(SSL* ssl) const { SSL_free(ssl); }
void SslFree::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
void SslFree::operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }

IoResult TlsSession::Outcome(int returned) {
  const int sys_errno = errno;
  switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return {IoStatus::kAgain};
    case SSL_ERROR_ZERO_RETURN:
      return {IoStatus::kClosed};
    case SSL_ERROR_SYSCALL:
      error_ = sys_errno == 0 ? "closed by the server" : ErrnoText(sys_errno);
      return {IoStatus::kFailed, 0, sys_errno == 0 ? ECONNRESET : sys_errno};
    default:
      error_ = LastError();
      return {IoStatus::kFailed, 0, EPROTO};
  }
}

IoResult TlsSession::Handshake() {
  ERR_clear_error();
  errno = 0;
  const int returned = SSL_do_handshake(ssl_.get());
  if (returned == 1) return {IoStatus::kDone};
  IoResult result = Outcome(returned);
  if (result.status != IoStatus::kClosed) return result;
  error_ = "closed by the server";
  return {IoStatus::kFailed, 0, ECONNRESET};
}

IoResult TlsSession::Send(std::string_view bytes) {
  ERR_clear_error();
  errno = 0;
  size_t sent = 0;
  const int returned = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &sent);
  return returned == 1 ? IoResult{IoStatus::kDone, sent} : Outcome(returned);
}

IoResult TlsSession::Receive(std::span<char> room) {
  ERR_clear_error();
  errno = 0;
  size_t received = 0;
  const int returned = SSL_read_ex(ssl_.get(), room.data(), room.size(), &received);
  return returned == 1 ? IoResult{IoStatus::kDone, received} : Outcome(returned);
}

void TlsSession::CloseNotify() {
  if (!error_.empty() || SSL_is_init_finished(ssl_.get()) == 0) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
}

void TlsSession::CutAfter(size_t bytes) {
  cut_ = true;
  may_send_ = bytes;
}

bool TlsSession::HasPending() const { return SSL_has_pending(ssl_.get()) == 1; }

bool TlsSession::resumed() const { return SSL_session_reused(ssl_.get()) == 1; }

std::string_view TlsSession::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string TlsSession::Describe() const {
  return fmt::format("{}, {}", SSL_get_version(ssl_.get()), SSL_get_cipher_name(ssl_.get()));
}

Result<std::unique_ptr<TlsClient>> TlsClient::Create(const TrafficSpec& spec) {
  std::unique_ptr<TlsClient> client(new TlsClient);
  client->context_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* const context = client->context_.get();
  if (context == nullptr)
    return Fail(ErrorKind::kIo, Fault::kEnvironment, "OpenSSL does not start: " + LastError());
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);
  // Many servers close without a word; where a body ends then is HTTP's business.
  SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);

  const TlsSpec& tls = spec.tls;
  const TlsShape& shape = spec.shape.tls;
  client->verify_ = shape.reject || tls.verify;
  client->host_ = spec.endpoint.host;
  client->sni_ = shape.sni.empty() ? tls.sni : shape.sni;
  if (client->sni_.empty() && !IsAddress(spec.endpoint.host)) client->sni_ = spec.endpoint.host;
  std::vector<std::string> alpn = spec.http2 ? std::vector<std::string>{"h2"} : tls.alpn;
  if (!shape.alpn.empty()) alpn = {shape.alpn};
  client->alpn_ = AlpnList(alpn);
  if (!client->verify_) {
    // Else OpenSSL builds the chain all the same, reads certificates from files for it, and then
    // goes on with whatever came of it.
    SSL_CTX_set_cert_verify_callback(
        context, [](X509_STORE_CTX*, void*) { return 1; }, nullptr);
  } else if (!ReadTrusted(context, tls, shape)) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("no certificates can be read from {}: {}", tls.ca_file, LastError()));
  }
  if (!tls.resume || !shape.resume) return client;
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
  SSL_CTX_set_app_data(context, client.get());
  SSL_CTX_sess_set_new_cb(context, [](SSL* ssl, SSL_SESSION* session) {
    void* const owner = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    static_cast<TlsClient*>(owner)->last_.reset(session);
    return 1;  // it is kept
  });
  return client;
}

std::unique_ptr<TlsSession> TlsClient::Open(int fd) {
  std::unique_ptr<TlsSession> session(new TlsSession(fd));
  session->ssl_.reset(SSL_new(context_.get()));
  SSL* const ssl = session->ssl_.get();
  BIO* const bio = ssl == nullptr ? nullptr : BIO_new(SocketBio::Method());
  CHECK(bio != nullptr);  // out of memory
  BIO_set_data(bio, session.get());
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl, bio, bio);
  SSL_set_connect_state(ssl);
  // SSL_set_tlsext_host_name without its cast.
  if (!sni_.empty())
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, sni_.data());
  if (!alpn_.empty())
    SSL_set_alpn_protos(ssl, Unsigned(alpn_), static_cast<unsigned>(alpn_.size()));
  if (last_ != nullptr) {
    // OpenSSL has a session resumed no more when a connection with it gets another, or is freed
    // before it has ended: each has a copy, since others are open beside it.
    const std::unique_ptr<SSL_SESSION, SslFree> copy(SSL_SESSION_dup(last_.get()));
    if (copy != nullptr) SSL_set_session(ssl, copy.get());
  }
  if (verify_) {
    SSL_set_verify(ssl, SSL_VERIFY_PEER, nullptr);
    X509_VERIFY_PARAM* const param = SSL_get0_param(ssl);
    if (IsAddress(host_))
      X509_VERIFY_PARAM_set1_ip_asc(param, host_.c_str());
    else
      X509_VERIFY_PARAM_set1_host(param, host_.c_str(), host_.size());
  }
  return session;
}

}  // namespace seep
