#include "sluice/config/tls_table.h"

namespace sluice {
namespace {

using seep::TomlEntry;
using seep::TomlList;
using seep::TomlTable;
using seep::TomlValue;

Result<> ReadVersion(const TableReader& reader, const TomlEntry& entry, TlsServerConfig& tls) {
  const auto* text = std::get_if<std::string>(&entry.value.data);
  if (text == nullptr || (*text != "1.2" && *text != "1.3"))
    return reader.Bad(entry, "is \"1.2\" or \"1.3\"");
  tls.tls12 = *text == "1.2";
  return {};
}

Result<> ReadCertificates(const TableReader& reader, const TomlEntry& entry, TlsServerConfig& tls) {
  constexpr const char* kExample =
      "is a list: write certificates = [{ certificate = \"site.pem\", key = \"site.key\" }]";
  const auto* list = std::get_if<TomlList>(&entry.value.data);
  if (list == nullptr || list->empty()) return reader.Bad(entry, kExample);
  for (const TomlValue& item : *list) {
    const auto* table = std::get_if<TomlTable>(&item.data);
    if (table == nullptr) return reader.Bad(entry, kExample);
    TlsCertificate one;
    auto read = reader.ReadTable(
        *table, "certificates",
        {{"certificate",
          [&](const TomlEntry& e) { return reader.ReadText(e, one.certificate, "\"site.pem\""); }},
         {"key", [&](const TomlEntry& e) { return reader.ReadText(e, one.key, "\"site.key\""); }},
         {"ocsp",
          [&](const TomlEntry& e) { return reader.ReadText(e, one.ocsp, "\"site.ocsp\""); }}});
    if (!read) return read;
    if (one.certificate.empty() || one.key.empty()) return reader.Bad(entry, kExample);
    tls.certificates.push_back(std::move(one));
  }
  return {};
}

}  // namespace

Result<> ReadTls(const TableReader& reader, const TomlEntry& entry, TlsServerConfig& tls) {
  const auto* table = std::get_if<TomlTable>(&entry.value.data);
  if (table == nullptr) return reader.Bad(entry, "is a table: write [tls]");
  return reader.ReadTable(
      *table, "[tls]",
      {{"certificates", [&](const TomlEntry& e) { return ReadCertificates(reader, e, tls); }},
       {"min-version", [&](const TomlEntry& e) { return ReadVersion(reader, e, tls); }},
       {"client-ca",
        [&](const TomlEntry& e) { return reader.ReadText(e, tls.client_ca, "\"ca.pem\""); }}});
}

}  // namespace sluice
