#pragma once
// Reads the tables of a configuration by the keys that they may have. Errors, kBadInput and fault
// kUser, name file, line and column, the key, and what to write instead.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "toml/value.h"

namespace sluice {

using seep::Result;

// A key, and what reads its value.
struct TableKey {
  std::string name;
  std::function<Result<>(const seep::TomlEntry&)> read;
};

class TableReader {
 public:
  explicit TableReader(std::string file) : file_(std::move(file)) {}

  const std::string& file() const { return file_; }

  // `where` is what the table is called in messages: "[upstream.api]"; "" for the file itself.
  Result<> ReadTable(const seep::TomlTable& entries, const std::string& where,
                     const std::vector<TableKey>& keys) const;

  // `example` is a value as the file has it.
  Result<> ReadText(const seep::TomlEntry& entry, std::string& into,
                    const std::string& example) const;
  // One text, or a list of some.
  Result<> ReadTexts(const seep::TomlEntry& entry, std::vector<std::string>& into,
                     const std::string& example) const;
  Result<> ReadNumber(const seep::TomlEntry& entry, unsigned least, unsigned most,
                      unsigned& into) const;
  Result<> ReadTruth(const seep::TomlEntry& entry, bool& into) const;
  Result<> ReadBytes(const seep::TomlEntry& entry, uint64_t& into) const;
  Result<> ReadTime(const seep::TomlEntry& entry, seep::milliseconds& into) const;

  tl::unexpected<seep::Error> Bad(const seep::TomlEntry& entry, const std::string& message) const;

 private:
  tl::unexpected<seep::Error> Unknown(const seep::TomlEntry& entry, const std::string& where,
                                      const std::vector<TableKey>& keys) const;

  const std::string file_;
};

}  // namespace sluice
