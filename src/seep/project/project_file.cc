#include "seep/project/project_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/input_file.h"
#include "base/nearest_name.h"
#include "base/shell_line.h"
#include "report/fit.h"
#include "seep/project/server_table.h"
#include "toml/reader.h"

namespace seep {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> Names(const Project& project) {
  std::vector<std::string> names;
  for (const Server& server : project.servers) names.push_back(server.name);
  return names;
}

// Whose name it may be is told when the words are short enough to be read.
Result<> AddServers(const TomlEntry& servers, const ServerTable& defaults, Project& project) {
  const auto* table = std::get_if<TomlTable>(&servers.value.data);
  if (table == nullptr)
    return BadToml(project.file, servers, "has to be a table: write [server.NAME]");
  for (const TomlEntry& entry : *table) {
    if (!std::holds_alternative<TomlTable>(entry.value.data)) {
      return BadToml(project.file, entry,
                     "stands below [server], and belongs to a server: write [server.NAME]");
    }
    if (!IsServerName(entry.key)) {
      return BadToml(project.file, entry.place,
                     fmt::format("\"{}\" cannot be a server's name: it has letters, digits, _, - "
                                 "and ., and begins with none of the last two",
                                 Printable(entry.key)));
    }
    Result<Server> server = ReadServer(entry, defaults, project.file, project.folder);
    if (!server) return tl::unexpected(server.error());
    project.servers.push_back(std::move(*server));
  }
  return {};
}

}  // namespace

bool IsServerName(std::string_view name) {
  constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  return !name.empty() && name.front() != '-' && name.front() != '.' &&
         name.find_first_not_of(kLetters) == std::string_view::npos;
}

Result<Project> ReadProject(std::string_view text, const std::string& file,
                            const std::string& folder) {
  const Result<TomlTable> table = ReadToml(text, file);
  if (!table) return tl::unexpected(table.error());
  Project project{.file = file, .folder = folder, .servers = {}};
  ServerTable defaults;
  const TomlEntry* servers = nullptr;
  for (const TomlEntry& entry : *table) {
    if (entry.key == "server") {
      servers = &entry;
    } else if (entry.key == "defaults") {
      Result<ServerTable> read = ReadServerTable(entry, file, folder);
      if (!read) return tl::unexpected(read.error());
      defaults = std::move(*read);
    } else {
      const std::vector<std::string> known = {"defaults", "server"};
      const std::string hint = DidYouMean(entry.key, known);
      return BadToml(file, entry,
                     "not expected here" +
                         (hint.empty() ? "; keys stand below [defaults] or [server.NAME]" : hint));
    }
  }
  if (servers != nullptr) {
    if (auto added = AddServers(*servers, defaults, project); !added)
      return tl::unexpected(added.error());
  }
  if (project.servers.empty()) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("{}: there is no server in it: write [server.web], and below it "
                            "command = [\"node\", \"server.js\"]",
                            file));
  }
  return project;
}

std::optional<std::string> FindProjectFile() {
  std::error_code error;
  const fs::path here = fs::current_path(error);
  for (fs::path folder = here; !folder.empty(); folder = folder.parent_path()) {
    const fs::path file = folder / kProjectFile;
    if (fs::is_regular_file(file, error)) return file.lexically_relative(here).string();
    if (folder == folder.root_path()) break;
  }
  return std::nullopt;
}

Result<Project> LoadProject(const std::string& path) {
  std::string file = path;
  if (file.empty()) {
    std::optional<std::string> found = FindProjectFile();
    if (!found) {
      return Fail(ErrorKind::kNotFound, Fault::kUser,
                  fmt::format("there is no {} here, nor in a folder above: `seep init -- COMMAND` "
                              "writes one",
                              kProjectFile));
    }
    file = std::move(*found);
  }
  const Result<std::string> text = ReadInputFile(file);
  if (!text) return tl::unexpected(text.error());
  std::error_code error;
  const fs::path absolute = fs::absolute(file, error).lexically_normal();
  return ReadProject(*text, file, absolute.parent_path().string());
}

Result<const Server*> FindServer(const Project& project, const std::string& name) {
  for (const Server& server : project.servers)
    if (server.name == name) return &server;
  const std::vector<std::string> names = Names(project);
  return Fail(ErrorKind::kBadInput, Fault::kUser,
              fmt::format("there is no server {} in {}, which has {}{}", Printable(name),
                          project.file, fmt::join(names, ", "), DidYouMean(name, names)));
}

std::string ServerList(std::span<const Server* const> servers) {
  size_t widest = 0;
  for (const Server* server : servers) widest = std::max(widest, server->name.size());
  std::string text;
  for (const Server* server : servers) {
    text += fmt::format("{:<{}}  {:<4}  {}\n", server->name, widest,
                        server->hunted ? "hunt" : "run", Printable(ShellLine(server->command)));
  }
  return text;
}

}  // namespace seep
