#include "proxy/tls/openssl.h"

#include <fmt/format.h>
#include <openssl/err.h>

namespace sluice {
namespace {

tl::unexpected<seep::Error> Bad(const std::string& file, const std::string& advice) {
  return seep::Fail(seep::ErrorKind::kBadInput, seep::Fault::kUser,
                    fmt::format("{}: {}; {}", file, OpensslError(), advice));
}

}  // namespace

seep::Result<SslContextPtr> NewTlsContext(const SSL_METHOD* method) {
  SslContextPtr context(SSL_CTX_new(method));
  if (context == nullptr) {
    return seep::Fail(seep::ErrorKind::kIo, seep::Fault::kEnvironment,
                      "TLS cannot be set up: " + OpensslError());
  }
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  // Sessions are in tickets: none are kept here.
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  return context;
}

seep::Result<> UseCertificate(SSL_CTX* context, const TlsCertificate& certificate) {
  if (SSL_CTX_use_certificate_chain_file(context, certificate.certificate.c_str()) != 1) {
    return Bad(certificate.certificate,
               "it has to be a certificate in PEM, with its chain behind it");
  }
  if (SSL_CTX_use_PrivateKey_file(context, certificate.key.c_str(), SSL_FILETYPE_PEM) != 1)
    return Bad(certificate.key, "it has to be the certificate's key in PEM");
  return {};
}

seep::Result<> Trust(SSL_CTX* context, const std::string& ca_file) {
  if (SSL_CTX_load_verify_file(context, ca_file.c_str()) == 1) return {};
  return Bad(ca_file, "it has to be certificates in PEM");
}

std::string OpensslError() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code)) return seep::ErrnoText(ERR_GET_REASON(code));
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "unknown error" : reason;
}

}  // namespace sluice
