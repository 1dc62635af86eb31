#pragma once
// What the rest of this folder needs of OpenSSL 3.

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace sluice {

struct OpensslFree {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using SslPtr = std::unique_ptr<SSL, OpensslFree>;
using SslContextPtr = std::unique_ptr<SSL_CTX, OpensslFree>;

// Why the last call failed, as the library says it; forgets that.
std::string OpensslError();

}  // namespace sluice
