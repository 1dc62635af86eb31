#pragma once
// A table of seep.toml with the keys of a server: [server.NAME], or [defaults].

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "seep/project/project_file.h"

namespace seep {

struct ServerTable {
  std::optional<std::vector<std::string>> command;
  std::optional<std::string> folder;  // absolute
  std::vector<std::pair<std::string, std::string>> environment;
  std::optional<bool> hunt;
  std::optional<bool> leak_expected;
  std::vector<TomlEntry> options;
};

// Keys that are no options.
std::vector<std::string> OwnKeys();

// Errors: as ReadProject.
[[nodiscard]] Result<ServerTable> ReadServerTable(const TomlEntry& entry, const std::string& file,
                                                  const std::string& folder);

// A server with what the defaults say where its own table does not; variables of both.
[[nodiscard]] Result<Server> ReadServer(const TomlEntry& entry, const ServerTable& defaults,
                                        const std::string& file, const std::string& folder);

}  // namespace seep
