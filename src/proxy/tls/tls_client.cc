#include "proxy/tls/tls_client.h"

#include <openssl/x509v3.h>

namespace sluice {

seep::Result<std::shared_ptr<const TlsClient>> TlsClient::Create(TlsClientConfig config) {
  auto context = NewTlsContext(TLS_client_method());
  if (!context) return tl::unexpected(context.error());
  SSL_CTX* const made = context->get();
  SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION);
  // As ALPN has it: its length before it (RFC 7301 §3.1).
  constexpr unsigned char kHttp1[] = "\x08http/1.1";
  SSL_CTX_set_alpn_protos(made, kHttp1, sizeof kHttp1 - 1);
  if (config.verify) {
    SSL_CTX_set_verify(made, SSL_VERIFY_PEER, nullptr);
    if (config.ca.empty()) {
      SSL_CTX_set_default_verify_paths(made);
    } else if (auto ok = Trust(made, config.ca); !ok) {
      return tl::unexpected(ok.error());
    }
  }
  if (!config.own.certificate.empty()) {
    if (auto ok = UseCertificate(made, config.own); !ok) return tl::unexpected(ok.error());
  }
  return std::shared_ptr<const TlsClient>(new TlsClient(std::move(config), std::move(*context)));
}

std::unique_ptr<TlsStream> TlsClient::Open(int fd, const std::string& host, Memory& memory) const {
  SetAside aside = memory.Reserve(kTlsHandshakeBytes);
  if (!aside) return nullptr;
  SslPtr ssl(SSL_new(context_.get()));
  if (ssl == nullptr || SSL_set_fd(ssl.get(), fd) != 1) return nullptr;
  const std::string& name = config_.name.empty() ? host : config_.name;
  // An address is looked for in the certificate, and is nothing to ask for (RFC 6066 §3).
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), name.c_str()) != 1) {
    SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(name.c_str()));
    if (SSL_set1_host(ssl.get(), name.c_str()) != 1) return nullptr;
  }
  SSL_set_connect_state(ssl.get());
  return std::make_unique<TlsStream>(std::move(ssl), std::move(aside));
}

}  // namespace sluice
