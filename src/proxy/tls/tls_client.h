#pragma once
// The client's side of TLS: towards upstream servers. A snapshot, which nothing changes once
// connections use it.

#include <memory>
#include <string>

#include "base/error.h"
#include "proxy/tls/openssl.h"
#include "proxy/tls/tls_stream.h"

namespace sluice {

struct TlsClientConfig {
  std::string ca{};      // PEM: whose certificates are believed; empty: those of the system
  bool verify = true;    // that the certificate is of these and of the name
  std::string name{};    // asked for by SNI and looked for in the certificate; empty: the host's
  TlsCertificate own{};  // shown where the server asks for one; empty: none
  bool operator==(const TlsClientConfig&) const = default;
};

class TlsClient {
 public:
  // Errors name the file: kBadInput.
  [[nodiscard]] static seep::Result<std::shared_ptr<const TlsClient>> Create(
      TlsClientConfig config);

  const TlsClientConfig& config() const { return config_; }

  // On a connection that is in the making, to `host`: a name or an address. nullptr where there is
  // no memory.
  std::unique_ptr<TlsStream> Open(int fd, const std::string& host, Memory& memory) const;

 private:
  TlsClient(TlsClientConfig config, SslContextPtr context)
      : config_(std::move(config)), context_(std::move(context)) {}

  const TlsClientConfig config_;
  const SslContextPtr context_;
};

}  // namespace sluice
