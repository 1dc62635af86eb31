#include "seep/project/server_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/nearest_name.h"
#include "seep/words.h"

namespace seep {
namespace {

namespace fs = std::filesystem;

class Reader {
 public:
  Reader(const std::string& file, const std::string& folder) : file_(file), folder_(folder) {}

  Result<ServerTable> Read(const TomlTable& entries) {
    for (const TomlEntry& entry : entries) {
      if (auto read = ReadEntry(entry); !read) return tl::unexpected(read.error());
    }
    return std::move(table_);
  }

 private:
  Result<> ReadEntry(const TomlEntry& entry) {
    if (entry.key == "command") return ReadCommand(entry);
    if (entry.key == "cwd") return ReadFolder(entry);
    if (entry.key == "env") return ReadEnvironment(entry);
    if (entry.key == "expect") return ReadExpected(entry);
    if (entry.key == "hunt") return ReadHunt(entry);
    table_.options.push_back(entry);
    return {};
  }

  tl::unexpected<Error> Bad(const TomlEntry& entry, const std::string& message) const {
    return BadToml(file_, entry, message);
  }

  Result<> ReadCommand(const TomlEntry& entry) {
    if (const auto* line = std::get_if<std::string>(&entry.value.data)) {
      Result<std::vector<std::string>> words = SplitCommand(*line);
      if (!words) return Bad(entry, words.error().message);
      table_.command = std::move(*words);
      return {};
    }
    std::optional<std::vector<std::string>> words = WordsOf(entry.value);
    if (!words || words->empty() || words->front().empty())
      return Bad(entry, "is a list of words: write command = [\"node\", \"server.js\"]");
    table_.command = std::move(*words);
    return {};
  }

  Result<> ReadFolder(const TomlEntry& entry) {
    const auto* path = std::get_if<std::string>(&entry.value.data);
    if (path == nullptr) return Bad(entry, "is a folder: write cwd = \"web\"");
    const fs::path folder = (fs::path(folder_) / *path).lexically_normal();
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
      return Bad(entry, fmt::format("there is no folder {}; it is relative to {}", folder.string(),
                                    file_));
    }
    table_.folder = folder.string();
    return {};
  }

  Result<> ReadEnvironment(const TomlEntry& entry) {
    const auto* variables = std::get_if<TomlTable>(&entry.value.data);
    if (variables == nullptr) return Bad(entry, "is a table: write env = { NODE_ENV = \"test\" }");
    for (const TomlEntry& variable : *variables) {
      if (auto read = ReadVariable(variable); !read) return read;
    }
    return {};
  }

  Result<> ReadVariable(const TomlEntry& variable) {
    std::optional<std::string> value = WordOf(variable.value);
    if (const auto* truth = std::get_if<bool>(&variable.value.data))
      value = *truth ? "true" : "false";
    if (!value) return Bad(variable, "the value of a variable is a string, or a number");
    if (variable.key.empty() ||
        variable.key.find_first_of(std::string_view("=\0", 2)) != std::string::npos ||
        value->find('\0') != std::string::npos)
      return Bad(variable, "cannot be a variable of the environment");
    for (const std::string_view mark : {"{port", "{socket}", "{upstream"}) {
      if (value->find(mark) == std::string::npos) continue;
      return Bad(variable, fmt::format("{0}… is replaced in commands only: write command = "
                                       "[\"env\", \"{1}={2}\", …]",
                                       mark, variable.key, *value));
    }
    table_.environment.emplace_back(variable.key, std::move(*value));
    return {};
  }

  Result<> ReadExpected(const TomlEntry& entry) {
    const auto* text = std::get_if<std::string>(&entry.value.data);
    if (text == nullptr || (*text != "clean" && *text != "leak"))
      return Bad(entry, "is neither \"clean\" nor \"leak\"");
    table_.leak_expected = *text == "leak";
    return {};
  }

  Result<> ReadHunt(const TomlEntry& entry) {
    const auto* truth = std::get_if<bool>(&entry.value.data);
    if (truth == nullptr)
      return Bad(entry, "is true or false; some shapes only: write shapes = [\"abort@waiting\"]");
    table_.hunt = *truth;
    return {};
  }

  const std::string& file_;
  const std::string& folder_;
  ServerTable table_;
};

bool Has(const std::vector<TomlEntry>& options, std::string_view key) {
  return std::any_of(options.begin(), options.end(),
                     [&](const TomlEntry& entry) { return entry.key == key; });
}

std::vector<Setting> Merged(std::vector<TomlEntry> own, const std::vector<TomlEntry>& defaults) {
  std::vector<Setting> settings;
  for (const TomlEntry& entry : defaults)
    if (!Has(own, entry.key)) settings.push_back({entry, true});
  for (TomlEntry& entry : own) settings.push_back({std::move(entry), false});
  return settings;
}

}  // namespace

std::vector<std::string> OwnKeys() { return {"command", "cwd", "env", "expect", "hunt"}; }

Result<ServerTable> ReadServerTable(const TomlEntry& entry, const std::string& file,
                                    const std::string& folder) {
  const auto* table = std::get_if<TomlTable>(&entry.value.data);
  if (table == nullptr)
    return BadToml(file, entry, fmt::format("has to be a table: write [{}]", entry.key));
  return Reader(file, folder).Read(*table);
}

Result<Server> ReadServer(const TomlEntry& entry, const ServerTable& defaults,
                          const std::string& file, const std::string& folder) {
  Result<ServerTable> own = ReadServerTable(entry, file, folder);
  if (!own) return tl::unexpected(own.error());
  Server server;
  server.name = entry.key;
  server.place = entry.place;
  const auto& command = own->command ? own->command : defaults.command;
  if (!command) {
    // A slip in the key may be why.
    for (const TomlEntry& option : own->options) {
      const std::string hint = DidYouMean(option.key, OwnKeys());
      if (!hint.empty()) return BadToml(file, option, "there is no such key" + hint);
    }
    return BadToml(file, entry.place,
                   fmt::format("[server.{}] has no command: write command = [\"node\", "
                               "\"server.js\"] below it",
                               entry.key));
  }
  server.command = *command;
  server.surroundings.folder = own->folder.value_or(defaults.folder.value_or(folder));
  server.surroundings.environment = defaults.environment;  // the same names again come later
  for (auto& variable : own->environment)
    server.surroundings.environment.push_back(std::move(variable));
  const bool names_shapes = Has(own->options, "shapes") || Has(own->options, "upstream-shapes");
  server.hunted = own->hunt.value_or(names_shapes || defaults.hunt.value_or(false));
  server.leak_expected = own->leak_expected.value_or(defaults.leak_expected.value_or(false));
  if (server.hunted && server.leak_expected) {
    return BadToml(file, entry.place,
                   fmt::format("[server.{}] is hunted, and expect = \"leak\" is of runs alone: "
                               "leave one of them out",
                               entry.key));
  }
  if (server.leak_expected && Has(own->options, "baseline")) {
    return BadToml(file, entry.place,
                   fmt::format("[server.{}] has expect = \"leak\" and a baseline, which says more: "
                               "leave expect out",
                               entry.key));
  }
  server.settings = Merged(std::move(own->options), defaults.options);
  return server;
}

}  // namespace seep
