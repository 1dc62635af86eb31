#pragma once
// What the rest of this folder needs of OpenSSL 3.

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "base/error.h"

namespace sluice {

// Paths of PEM files.
struct TlsCertificate {
  std::string certificate{};  // with the chain behind it
  std::string key{};
  std::string ocsp{};  // DER: the answer to staple (RFC 6066 §8); empty: none
  bool operator==(const TlsCertificate&) const = default;
};

struct OpensslFree {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using SslPtr = std::unique_ptr<SSL, OpensslFree>;
using SslContextPtr = std::unique_ptr<SSL_CTX, OpensslFree>;

// For connections of one side: TLS_server_method() or TLS_client_method(). Without renegotiation
// and compression, and with buffers that are held only while bytes are in them.
[[nodiscard]] seep::Result<SslContextPtr> NewTlsContext(const SSL_METHOD* method);

// Reads the files, PEM, of what this side proves itself with. Errors name the file: kBadInput.
[[nodiscard]] seep::Result<> UseCertificate(SSL_CTX* context, const TlsCertificate& certificate);
// Whose certificates are believed.
[[nodiscard]] seep::Result<> Trust(SSL_CTX* context, const std::string& ca_file);

// Why the last call failed, as the library says it; forgets that.
std::string OpensslError();

}  // namespace sluice
