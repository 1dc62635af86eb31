#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <sys/time.h>

#include <array>
#include <cstdio>
#include <cstring>

#include "base/check.h"
#include "base/temp_folder.h"
#include "load/tls.h"
#include "load/tls_server.h"

namespace seep {
namespace {

struct Free {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

std::unique_ptr<X509, Free> SelfSigned(EVP_PKEY* key) {
  std::unique_ptr<X509, Free> made(X509_new());
  X509* const certificate = made.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* const name = X509_get_subject_name(certificate);
  const std::array<unsigned char, 5> text = {'s', 'e', 'e', 'p', 0};
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text.data(), 4, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_EXTENSION* const extension =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  CHECK(X509_sign(certificate, key, EVP_sha256()) > 0);
  return made;
}

int ChooseAlpn(SSL* /*ssl*/, const unsigned char** out, unsigned char* out_size,
               const unsigned char* offered, unsigned offered_size, void* /*owner*/) {
  static constexpr std::array<unsigned char, 9> kKnown = {8,   'h', 't', 't', 'p',
                                                          '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kKnown.data(), kKnown.size(), offered,
                            offered_size) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

bool IsWhole(const std::string& request) {
  const size_t end = request.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  return request.size() >= end + 4 + BodyBytes(request.substr(0, end + 4));
}

std::string Reason() {
  const char* const reason = ERR_reason_error_string(ERR_get_error());
  ERR_clear_error();
  return reason == nullptr ? "the client is gone" : reason;
}

}  // namespace

struct TlsServer::Tls {
  TempFolder folder;
  std::string certificate_file = folder.path() + "/certificate.pem";
  std::unique_ptr<SSL_CTX, SslFree> context{SSL_CTX_new(TLS_server_method())};
};

TlsServer::TlsServer(std::string answer) : answer_(std::move(answer)) {
  ::signal(SIGPIPE, SIG_IGN);  // OpenSSL's writes raise it
  auto folder = TempFolder::Create();
  CHECK(folder);
  tls_.reset(new Tls{std::move(*folder)});
  const std::unique_ptr<EVP_PKEY, Free> key(EVP_EC_gen("P-256"));
  const auto certificate = SelfSigned(key.get());
  SSL_CTX* const context = tls_->context.get();
  CHECK(SSL_CTX_use_certificate(context, certificate.get()) == 1);
  CHECK(SSL_CTX_use_PrivateKey(context, key.get()) == 1);
  SSL_CTX_set_alpn_select_cb(context, ChooseAlpn, nullptr);
  std::FILE* const file = std::fopen(tls_->certificate_file.c_str(), "w");
  CHECK(file != nullptr && PEM_write_X509(file, certificate.get()) == 1);
  std::fclose(file);
  server_ = std::make_unique<ScriptedServer>([this](Peer& peer) { Serve(peer.fd()); });
}

TlsServer::~TlsServer() { server_.reset(); }

TrafficSpec TlsServer::Spec(const Shape& shape) const {
  TrafficSpec spec;
  spec.endpoint = server_->endpoint();
  spec.tls.on = true;
  spec.tls.alpn = {"http/1.1"};
  spec.connections = 1;
  spec.shape = shape;
  return spec;
}

const std::string& TlsServer::certificate_file() const { return tls_->certificate_file; }

std::vector<TlsSeen> TlsServer::Seen(size_t count) {
  std::unique_lock lock(mutex_);
  ended_.wait_for(lock, std::chrono::seconds(10), [&] { return seen_.size() >= count; });
  return seen_;
}

void TlsServer::Serve(int socket) {
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const std::unique_ptr<SSL, SslFree> owner(SSL_new(tls_->context.get()));
  SSL* const ssl = owner.get();
  SSL_set_fd(ssl, socket);
  TlsSeen seen;
  seen.handshake = SSL_accept(ssl) == 1;
  if (!seen.handshake) seen.error = Reason();
  const char* const sni = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (sni != nullptr) seen.sni = sni;
  seen.resumed = SSL_session_reused(ssl) == 1;
  std::string request;
  std::array<char, 65536> bytes;
  for (int got = 0; seen.handshake && (got = SSL_read(ssl, bytes.data(), bytes.size())) > 0;) {
    request.append(bytes.data(), static_cast<size_t>(got));
    if (!IsWhole(request)) continue;
    const bool last = (request + answer_).find("Connection: close") != std::string::npos;
    request.clear();
    ++seen.requests;
    if (SSL_write(ssl, answer_.data(), static_cast<int>(answer_.size())) <= 0) break;
    if (last) {
      SSL_shutdown(ssl);
      break;
    }
  }
  const std::lock_guard lock(mutex_);
  seen_.push_back(std::move(seen));
  ended_.notify_all();
}

}  // namespace seep
