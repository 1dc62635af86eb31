#pragma once
// [tls]: with which certificates clients are served.

#include "proxy/tls/tls_server.h"
#include "sluice/config/table_reader.h"

namespace sluice {

Result<> ReadTls(const TableReader& reader, const seep::TomlEntry& entry, TlsServerConfig& tls);

}  // namespace sluice
