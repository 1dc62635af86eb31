#pragma once
// seep.toml: the servers of a project, by name, each with the options it is run with.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "seep/surroundings.h"
#include "toml/value.h"

namespace seep {

inline constexpr const char* kProjectFile = "seep.toml";

// An option's value; which options there are, is known where it is applied (settings.h).
struct Setting {
  TomlEntry entry;
  bool of_defaults = false;  // it is for all servers, and left out where it has no place
};

struct Server {
  std::string name;
  TomlPlace place;
  std::vector<std::string> command;
  bool hunted = false;  // `seep hunt` in place of `seep run`
  bool leak_expected = false;
  Surroundings surroundings;
  std::vector<Setting> settings;  // its own, and the defaults' that it does not have
};

struct Project {
  std::string file;             // as messages call it
  std::string folder;           // absolute: paths in the file are relative to it
  std::vector<Server> servers;  // in the order of the file, at least one
};

// Reads what `text` says. `file` is its name for messages. Errors, kBadInput and fault kUser, name
// file, line, column and key, and what to write instead. Keys that are options are not looked at.
[[nodiscard]] Result<Project> ReadProject(std::string_view text, const std::string& file,
                                          const std::string& folder);

// Of `path`, or else of the nearest seep.toml from the current folder upwards. Errors: as
// ReadProject and ReadInputFile; kNotFound where there is none.
[[nodiscard]] Result<Project> LoadProject(const std::string& path);

// The nearest one, relative to the current folder; nothing: there is none.
std::optional<std::string> FindProjectFile();

// Whether a server may be called that: letters, digits, "_", "-" and ".", not "-" first.
bool IsServerName(std::string_view name);

// Error, kBadInput: there is no such server; it lists those that there are.
[[nodiscard]] Result<const Server*> FindServer(const Project& project, const std::string& name);

// A line for each: its name, how it is run, and the command.
std::string ServerList(std::span<const Server* const> servers);

}  // namespace seep
