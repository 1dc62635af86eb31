#pragma once
// What a TOML file says, with the place of each part.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"

namespace seep {

// Both count from 1.
struct TomlPlace {
  uint32_t line = 1;
  uint32_t column = 1;
};

struct TomlValue;
struct TomlEntry;
using TomlList = std::vector<TomlValue>;
using TomlTable = std::vector<TomlEntry>;  // in the order of the file

// std::monostate: a date or a time, which no key of ours has.
struct TomlValue {
  std::variant<std::monostate, std::string, int64_t, double, bool, TomlList, TomlTable> data;
};

// A string, an integer or a number as a command line has it; nothing for all else.
std::optional<std::string> WordOf(const TomlValue& value);
// A list of them; nothing for all else.
std::optional<std::vector<std::string>> WordsOf(const TomlValue& value);

struct TomlEntry {
  std::string key;
  TomlPlace place;  // of the key
  TomlValue value;
};

// "seep.toml:3:5: message", fault kUser.
[[nodiscard]] tl::unexpected<Error> BadToml(const std::string& file, TomlPlace place,
                                            const std::string& message);
// The same of an entry: "seep.toml:3:5: path: message".
[[nodiscard]] tl::unexpected<Error> BadToml(const std::string& file, const TomlEntry& entry,
                                            const std::string& message);

}  // namespace seep
