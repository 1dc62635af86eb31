#include "proxy/certificate.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include <cstdio>

namespace sluice::testing {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(FILE* file) const { std::fclose(file); }
};
template <class T>
using Ptr = std::unique_ptr<T, Free>;

Ptr<FILE> Create(const std::string& path) {
  Ptr<FILE> file(std::fopen(path.c_str(), "wb"));
  EXPECT_NE(file, nullptr) << path;
  return file;
}

}  // namespace

CertificateFolder::CertificateFolder() {
  std::string pattern = ::testing::TempDir() + "/sluice-tls-XXXXXX";
  EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
  path_ = pattern;
}

CertificateFolder::~CertificateFolder() { std::filesystem::remove_all(path_); }

std::string CertificateFolder::Make(const std::string& name,
                                    const std::vector<std::string>& dns_names) const {
  const Ptr<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const Ptr<X509> certificate(X509_new());
  X509* const x509 = certificate.get();
  X509_set_version(x509, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509), -60);
  X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
  X509_set_pubkey(x509, key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(x509, X509_get_subject_name(x509));
  std::string alternatives;
  for (const std::string& dns_name : dns_names)
    alternatives += (alternatives.empty() ? "DNS:" : ",DNS:") + dns_name;
  const Ptr<X509_EXTENSION> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternatives.c_str()));
  X509_add_ext(x509, extension.get(), -1);
  const Ptr<X509_EXTENSION> authority(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints, "CA:TRUE"));
  X509_add_ext(x509, authority.get(), -1);
  EXPECT_GT(X509_sign(x509, key.get(), EVP_sha256()), 0);
  const std::string path = path_ / name;
  EXPECT_EQ(PEM_write_X509(Create(path + ".pem").get(), x509), 1);
  EXPECT_EQ(PEM_write_PrivateKey(Create(path + ".key").get(), key.get(), nullptr, nullptr, 0,
                                 nullptr, nullptr),
            1);
  return path;
}

TlsWire::TlsWire(Wire wire, const TlsClientOptions& options)
    : context_(SSL_CTX_new(TLS_client_method())), wire_(std::move(wire)), ssl_([&] {
        SSL_CTX* const context = context_.get();
        if (!options.trusted.empty()) {
          EXPECT_EQ(SSL_CTX_load_verify_file(context, options.trusted.c_str()), 1);
          SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
        }
        if (options.version_max != 0) SSL_CTX_set_max_proto_version(context, options.version_max);
        if (!options.certificate.empty()) {
          EXPECT_EQ(SSL_CTX_use_certificate_file(context, (options.certificate + ".pem").c_str(),
                                                 SSL_FILETYPE_PEM),
                    1);
          EXPECT_EQ(SSL_CTX_use_PrivateKey_file(context, (options.certificate + ".key").c_str(),
                                                SSL_FILETYPE_PEM),
                    1);
        }
        return SSL_new(context);
      }()) {
  SSL* const ssl = ssl_.get();
  SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
           const_cast<char*>(options.name.c_str()));
  SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp);
  std::string protocols;
  for (const std::string& protocol : options.protocols)
    protocols += static_cast<char>(protocol.size()) + protocol;
  SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(protocols.data()),
                      static_cast<unsigned>(protocols.size()));
  if (options.session != nullptr) SSL_set_session(ssl, options.session);
  SSL_set_fd(ssl, wire_.fd());
  established_ = SSL_connect(ssl) == 1;
}

bool TlsWire::Send(std::string_view bytes) {
  return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) ==
         static_cast<int>(bytes.size());
}

std::string TlsWire::ReadExactly(size_t bytes) {
  std::string read(bytes, '\0');
  size_t size = 0;
  while (size < bytes) {
    const int got = SSL_read(ssl_.get(), read.data() + size, static_cast<int>(bytes - size));
    if (got <= 0) {
      closed_ = SSL_get_error(ssl_.get(), got) == SSL_ERROR_ZERO_RETURN;
      break;
    }
    size += static_cast<size_t>(got);
  }
  read.resize(size);
  return read;
}

std::string TlsWire::ReadToEnd() {
  std::string read;
  for (std::string byte; !(byte = ReadExactly(1)).empty();) read += byte;
  return read;
}

Message TlsWire::ReadMessage() {
  Message message;
  while (!message.head.ends_with("\r\n\r\n")) {
    const std::string byte = ReadExactly(1);
    if (byte.empty()) return message;
    message.head += byte;
  }
  const std::string length = message.Get("Content-Length");
  const size_t bytes = length.empty() ? 0 : std::stoul(length);
  message.body = ReadExactly(bytes);
  message.complete = message.body.size() == bytes;
  return message;
}

std::string TlsWire::protocol() const {
  const unsigned char* name = nullptr;
  unsigned bytes = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &bytes);
  return {reinterpret_cast<const char*>(name), bytes};
}

std::string TlsWire::name() const {
  const Ptr<X509> certificate(SSL_get1_peer_certificate(ssl_.get()));
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr));
  const GENERAL_NAME* first = sk_GENERAL_NAME_value(names, 0);
  const std::string name(reinterpret_cast<const char*>(ASN1_STRING_get0_data(first->d.dNSName)),
                         static_cast<size_t>(ASN1_STRING_length(first->d.dNSName)));
  GENERAL_NAMES_free(names);
  return name;
}

std::string TlsWire::stapled() const {
  const unsigned char* answer = nullptr;
  const long bytes = SSL_get_tlsext_status_ocsp_resp(ssl_.get(), &answer);
  return bytes <= 0
             ? ""
             : std::string(reinterpret_cast<const char*>(answer), static_cast<size_t>(bytes));
}

}  // namespace sluice::testing
