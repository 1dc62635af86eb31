#include "proxy/tls/tls_server.h"

#include <openssl/x509v3.h>

#include <algorithm>
#include <cstring>

#include "base/input_file.h"
#include "http/message.h"

namespace sluice {
namespace {

constexpr std::string_view kHttp1("\x08http/1.1", 9);  // RFC 7301 §3.1: its length before it

std::string Lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

// The DNS names of a certificate (RFC 5280 §4.2.1.6).
std::vector<std::string> NamesOf(X509* certificate) {
  std::vector<std::string> names;
  auto* alternatives = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(alternatives); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(alternatives, i);
    if (name->type != GEN_DNS) continue;
    const auto* data = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
    names.push_back(Lower({data, static_cast<size_t>(ASN1_STRING_length(name->d.dNSName))}));
  }
  GENERAL_NAMES_free(alternatives);
  return names;
}

// A star stands for one label (RFC 6125 §6.4.3).
bool Matches(std::string_view pattern, std::string_view name) {
  if (!pattern.starts_with("*.")) return seep::EqualsIgnoreCase(pattern, name);
  const size_t dot = name.find('.');
  return dot != std::string_view::npos && dot > 0 &&
         seep::EqualsIgnoreCase(pattern.substr(1), name.substr(dot));
}

}  // namespace

seep::Result<std::shared_ptr<const TlsServer>> TlsServer::Create(const TlsServerConfig& config,
                                                                 std::shared_ptr<TicketKeys> keys) {
  std::shared_ptr<TlsServer> server(new TlsServer());
  server->keys_ = std::move(keys);
  for (const TlsCertificate& certificate : config.certificates) {
    auto entry = server->Load(certificate, config);
    if (!entry) return tl::unexpected(entry.error());
    server->entries_.push_back(std::move(*entry));
  }
  return server;
}

seep::Result<TlsServer::Entry> TlsServer::Load(const TlsCertificate& certificate,
                                               const TlsServerConfig& config) const {
  Entry entry;
  auto made = NewTlsContext(TLS_server_method());
  if (!made) return tl::unexpected(made.error());
  entry.context = std::move(*made);
  SSL_CTX* const context = entry.context.get();
  SSL_CTX_set_min_proto_version(context, config.tls12 ? TLS1_2_VERSION : TLS1_3_VERSION);
  // Names of clients keep their sessions apart.
  SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>("sluice"), 6);
  SSL_CTX_set_app_data(context, const_cast<TlsServer*>(this));
  SSL_CTX_set_tlsext_ticket_key_evp_cb(context, OnTicket);
  // As the macros do, but for their old casts.
  SSL_CTX_callback_ctrl(context, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                        reinterpret_cast<void (*)()>(OnServerName));
  SSL_CTX_set_tlsext_servername_arg(context, const_cast<TlsServer*>(this));
  SSL_CTX_set_alpn_select_cb(context, OnAlpn, nullptr);
  if (auto used = UseCertificate(context, certificate); !used) return tl::unexpected(used.error());
  if (!config.client_ca.empty()) {
    if (auto ok = Trust(context, config.client_ca); !ok) return tl::unexpected(ok.error());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  if (!certificate.ocsp.empty()) {
    auto der = seep::ReadInputFile(certificate.ocsp);
    if (!der) return tl::unexpected(der.error());
    entry.ocsp = std::move(*der);
    SSL_CTX_callback_ctrl(context, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB,
                          reinterpret_cast<void (*)()>(OnStatus));
    SSL_CTX_set_tlsext_status_arg(context, const_cast<TlsServer*>(this));
  }
  entry.names = NamesOf(SSL_CTX_get0_certificate(context));
  return entry;
}

std::unique_ptr<TlsStream> TlsServer::Open(int fd, SetAside memory) const {
  SslPtr ssl(SSL_new(entries_.front().context.get()));
  if (ssl == nullptr || SSL_set_fd(ssl.get(), fd) != 1) return nullptr;
  SSL_set_accept_state(ssl.get());
  return std::make_unique<TlsStream>(std::move(ssl), std::move(memory));
}

const TlsServer::Entry* TlsServer::Find(std::string_view name) const {
  const auto has = [&](const Entry& entry) {
    return std::ranges::any_of(entry.names, [&](const std::string& n) { return Matches(n, name); });
  };
  const auto found = std::ranges::find_if(entries_, has);
  return found == entries_.end() ? nullptr : &*found;
}

int TlsServer::OnServerName(SSL* ssl, int* /*alert*/, void* server) {
  const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (name == nullptr) return SSL_TLSEXT_ERR_NOACK;
  const Entry* entry = static_cast<const TlsServer*>(server)->Find(name);
  if (entry == nullptr) return SSL_TLSEXT_ERR_NOACK;  // the first certificate: the client will see
  SSL_set_SSL_CTX(ssl, entry->context.get());
  return SSL_TLSEXT_ERR_OK;
}

// Who offers protocols, and not HTTP/1.1 among them, cannot be served (RFC 7301 §3.2).
int TlsServer::OnAlpn(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* chosen_bytes,
                      const unsigned char* offered, unsigned offered_bytes, void* /*nothing*/) {
  unsigned char* out = nullptr;
  const int result = SSL_select_next_proto(
      &out, chosen_bytes, reinterpret_cast<const unsigned char*>(kHttp1.data()),
      static_cast<unsigned>(kHttp1.size()), offered, offered_bytes);
  *chosen = out;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

int TlsServer::OnTicket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                        EVP_MAC_CTX* mac, int encrypt) {
  const auto* server = static_cast<const TlsServer*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  const int result =
      server->keys_->Prepare(name, iv, cipher, mac, encrypt == 1, seep::Clock::now());
  // A ticket of TLS 1.3 is to be used once (RFC 8446 §C.4): 2 has the client get another.
  return result == 1 && encrypt == 0 && SSL_version(ssl) == TLS1_3_VERSION ? 2 : result;
}

int TlsServer::OnStatus(SSL* ssl, void* server) {
  const SSL_CTX* context = SSL_get_SSL_CTX(ssl);
  for (const Entry& entry : static_cast<const TlsServer*>(server)->entries_) {
    if (entry.context.get() != context || entry.ocsp.empty()) continue;
    void* copy = OPENSSL_memdup(entry.ocsp.data(), entry.ocsp.size());
    if (copy == nullptr) return SSL_TLSEXT_ERR_NOACK;
    SSL_set_tlsext_status_ocsp_resp(ssl, copy, static_cast<long>(entry.ocsp.size()));
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_NOACK;
}

}  // namespace sluice
