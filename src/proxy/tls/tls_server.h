#pragma once
// The server's side of TLS: certificates by the name that a client asks for. A snapshot, which
// nothing changes once connections use it.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "proxy/tls/openssl.h"
#include "proxy/tls/ticket_keys.h"
#include "proxy/tls/tls_stream.h"

namespace sluice {

struct TlsServerConfig {
  std::vector<TlsCertificate> certificates{};  // the first is for names that none is for
  bool tls12 = true;                           // as well as 1.3
  std::string client_ca{};  // clients have to have a certificate of it; empty: none
};

class TlsServer {
 public:
  // Errors name the file: kBadInput.
  [[nodiscard]] static seep::Result<std::shared_ptr<const TlsServer>> Create(
      const TlsServerConfig& config, std::shared_ptr<TicketKeys> keys);

  // On a connection that was accepted; nullptr where there is no memory. `memory`: as of TlsStream.
  // The server has to stay as long as the stream.
  std::unique_ptr<TlsStream> Open(int fd, SetAside memory) const;

 private:
  struct Entry {
    SslContextPtr context;
    std::vector<std::string> names;  // in lower case, as the certificate has them: "*.example.com"
    std::string ocsp;                // DER
  };

  TlsServer() = default;
  seep::Result<Entry> Load(const TlsCertificate& certificate, const TlsServerConfig& config) const;
  const Entry* Find(std::string_view name) const;

  static int OnServerName(SSL* ssl, int* alert, void* server);
  static int OnAlpn(SSL* ssl, const unsigned char** chosen, unsigned char* chosen_bytes,
                    const unsigned char* offered, unsigned offered_bytes, void* nothing);
  static int OnTicket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                      EVP_MAC_CTX* mac, int encrypt);
  static int OnStatus(SSL* ssl, void* server);

  std::shared_ptr<TicketKeys> keys_;
  std::vector<Entry> entries_;
};

}  // namespace sluice
