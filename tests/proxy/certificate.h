#pragma once
// Certificates for tests, and a client that speaks TLS.

#include <openssl/ssl.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "proxy/tls/openssl.h"
#include "proxy/wire.h"

namespace sluice::testing {

// A folder of files that goes with the object.
class CertificateFolder {
 public:
  CertificateFolder();
  ~CertificateFolder();
  CertificateFolder(const CertificateFolder&) = delete;
  CertificateFolder& operator=(const CertificateFolder&) = delete;

  // Writes NAME.pem and NAME.key, signed by itself, for these DNS names; returns the path without
  // the ending.
  std::string Make(const std::string& name, const std::vector<std::string>& dns_names) const;
  std::filesystem::path path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct TlsClientOptions {
  std::string name = "a.example";        // asked for by SNI
  std::string trusted{};                 // a file of certificates; empty: any will do
  std::vector<std::string> protocols{};  // by ALPN
  int version_max = 0;                   // TLS1_2_VERSION, …; 0: the latest
  std::string certificate{};             // its own: a path without the ending
  SSL_SESSION* session = nullptr;        // to be resumed
};

// A blocking connection over TLS.
class TlsWire {
 public:
  TlsWire(Wire wire, const TlsClientOptions& options);

  bool established() const { return established_; }
  bool Send(std::string_view bytes);
  std::string ReadExactly(size_t bytes);
  std::string ReadToEnd();
  Message ReadMessage();  // with Content-Length
  bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
  std::string protocol() const;  // by ALPN
  std::string name() const;      // the first DNS name of the server's certificate
  SSL_SESSION* session() const { return SSL_get1_session(ssl_.get()); }
  std::string stapled() const;  // DER
  // Ended as TLS has it, and not cut off.
  bool was_closed() const { return closed_; }

 private:
  SslContextPtr context_;
  Wire wire_;
  SslPtr ssl_;
  bool established_ = false;
  bool closed_ = false;
};

}  // namespace sluice::testing
